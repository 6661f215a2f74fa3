"""docs/migration.md is true: its files build, and their images are what it says.

    python3 -m unittest discover -v -s e2e/consumers -t . -p 'migration_test.py'

Needs what `./bazelw` needs. Packages are stand-ins of a few bytes, and so is rules_oci.
"""

import unittest

from e2e.consumers.bazel import ROOT, Module
from e2e.consumers.blocks import blocks_of, with_files
from e2e.rebuild.manifest import config_of, layers_of

_DOCUMENT = ROOT / "docs" / "migration.md"

_MODULE = Module(directory=ROOT / "e2e" / "migration")


class MigrationTest(unittest.TestCase):
    """Every "after", and the two "before" that build as they are."""

    @classmethod
    def setUpClass(cls) -> None:
        """Builds all of them."""
        _MODULE.bazel("build", "//...")

    def test_document_has_the_files(self) -> None:
        """`python3 -m e2e.consumers` writes them into it."""
        document = _DOCUMENT.read_text()
        self.assertEqual(document, with_files(document, ROOT))

    def test_every_case_is_in_the_document(self) -> None:
        """No file is built for nobody."""
        told = {block.src for block in blocks_of(_DOCUMENT.read_text())}
        cases = _MODULE.directory.glob("*/**/BUILD.bazel")
        built = {str(case.relative_to(ROOT)) for case in cases if "/bazel-" not in str(case)}
        self.assertEqual(built - told, {"e2e/migration/libs/greeting/BUILD.bazel"})

    def test_dep_layers_build_as_they_are(self) -> None:
        """One layer an entry, in this order, and the rest."""
        layers = ["pypi pip_deps", "internal internal_libs", "app app"]
        self.assert_layers("dep_layers/before:my-app", layers)

    def test_after_dep_layers_there_is_a_layer_per_package(self) -> None:
        """Without a list that somebody keeps."""
        packages = ["pypi fastapi", "pypi pydantic", "pypi uvicorn"]
        self.assert_layers(
            "dep_layers:my-app", ["interpreter python", *packages, "links", "internal", "app"]
        )

    def test_app_layer_builds_as_it_is(self) -> None:
        """Two layers."""
        self.assert_layers("app_layer/before:my-app", ["internal dependencies", "app"])

    def test_after_app_layer_there_is_a_layer_per_package(self) -> None:
        """And the app's own."""
        packages = ["pypi fastapi", "pypi pydantic", "pypi uvicorn"]
        self.assert_layers(
            "app_layer:my-app", ["interpreter python", *packages, "links", "internal", "app"]
        )

    def test_one_layer_stays_one(self) -> None:
        """Nobody opts in by updating."""
        self.assert_layers("one_layer:my-app", ["app everything"])

    def test_what_rules_oci_loads_and_pushes_is_layered(self) -> None:
        """By the bridge, in the layout that both read."""
        packages = ["pypi fastapi", "pypi pydantic"]
        self.assert_layers(
            "rules_oci:hello_world", ["interpreter python", *packages, "links", "app"]
        )

    def test_py3_image_has_its_layers_without_naming_them(self) -> None:
        """Torch brings numpy, which no `layers` named."""
        packages = ["pypi torch", "pypi numpy", "pypi fastapi", "pypi pydantic"]
        self.assert_layers(
            "py3_image:server", ["interpreter python", *packages, "links", "internal", "app"]
        )

    def assert_layers(self, app: str, expected: list[str]) -> None:
        """Compares the layers of an app's image with these, above the one of CA certificates."""
        layout = _MODULE.layout(f"{app}_image_base")
        self.assertEqual(layers_of(layout), ["external ca-certificates", *expected])

    def test_dockerfile_is_an_image_with_its_settings(self) -> None:
        """ENV, EXPOSE and USER."""
        config = config_of(_MODULE.layout("dockerfile:web_image_base"))["config"]
        self.assertIn("LOG_LEVEL=info", config["Env"])
        self.assertEqual(config["ExposedPorts"], {"8000/tcp": {}})
        self.assertEqual(config["User"], "65532")
        self.assertEqual(config["Entrypoint"], ["/app/bin/web"])
