"""Images of ours by rules_oci's own load and push, and by its image writer.

    python3 -m unittest discover -v -s e2e/consumers -t . -p 'rules_oci_test.py'

Runs where rules_oci can be had: from a registry of Bazel modules, or from the folder that
RULES_OCI_MODULES names, with all that it needs (BAZELW_MODULES of tools/airgap/README.md). Needs
docker-registry and podman then, and the rights to start containers.
"""

import http.client
import json
import os
import sys
import tempfile
import unittest
from pathlib import Path
from typing import Any, ClassVar

from e2e.consumers.bazel import ROOT, Module
from e2e.engines.podman import Podman
from e2e.rebuild.manifest import config_of, manifest_of
from e2e.registry.server import Server

_MODULE = Module(
    directory=ROOT / "e2e" / "rules_oci", modules=os.environ.get("RULES_OCI_MODULES", "")
)

_NOT_TO_BE_HAD = ("not found in registries", "Error accessing registry", "Unknown host")
"""What Bazel says where a module, or what it downloads, is out of reach."""

_INDEX = "application/vnd.oci.image.index.v1+json"


class StandInTest(unittest.TestCase):
    """The names and attributes of rules_oci, wherever it is."""

    def test_bridge_can_be_analysed(self) -> None:
        """All that RulesOciTest builds."""
        module = Module(directory=_MODULE.directory)
        module.bazel(
            "build", "--nobuild", "--override_module=rules_oci=%workspace%/stand_in", "//..."
        )

    def test_without_the_tag_the_error_has_the_lines(self) -> None:
        """In a module that has no rules_oci, and builds all the same."""
        smoke = Module(directory=ROOT / "e2e" / "smoke")
        done = smoke.try_bazel("query", "@rules_py_layers//layering/oci/tests:all")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("expected to be told where rules_oci is, got no tag", done.stderr)
        self.assertIn('layers_oci.rules_oci(defs = "@rules_oci//oci:defs.bzl")', done.stderr)


class RulesOciTest(unittest.TestCase):
    """The real one."""

    registry: ClassVar[Server]
    podman: ClassVar[Podman]
    directory: ClassVar[Path]

    @classmethod
    def setUpClass(cls) -> None:
        """Builds everything, or says in one line why not."""
        done = _MODULE.try_bazel("build", "//...")
        if done.returncode and any(text in done.stderr for text in _NOT_TO_BE_HAD):
            why = "rules_oci cannot be had here: set RULES_OCI_MODULES, see tools/airgap/README.md"
            sys.stderr.write(f"{why}\n")
            raise unittest.SkipTest(why)
        if done.returncode:
            raise AssertionError(done.stderr)
        cls.directory = Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="oci-")))
        for name in ("registry", "podman"):
            (cls.directory / name).mkdir()
        cls.registry = Server(cls.directory / "registry")
        cls.addClassCleanup(cls.registry.close)
        cls.podman = Podman(cls.directory / "podman")

    def test_oci_push_sends_our_image(self) -> None:
        """Layers that are links, and the tags of the app."""
        self._push("greet")
        pushed = self._manifest("greet", "latest", _INDEX)
        digest = pushed["manifests"][0]["digest"]
        manifest = self._manifest("greet", digest, pushed["manifests"][0]["mediaType"])
        self.assertEqual(manifest, manifest_of(_MODULE.layout("greet_image_base")))
        self.assertGreater(len(manifest["layers"]), 4)

    def test_oci_push_sends_an_image_of_oci_image(self) -> None:
        """The same layers, stacked by rules_oci."""
        self._push("greet-stacked")
        pushed = self._manifest("greet-stacked", "latest", _INDEX)
        self.assertEqual(len(pushed["manifests"]), 1)
        self.assertEqual(pushed["manifests"][0]["platform"]["os"], "linux")

    def test_oci_load_unpacks_our_image(self) -> None:
        """As `bazel run` of it does, into podman."""
        self.assertEqual(self._loaded("greet_image_base"), "Hello, world!\n")

    def test_oci_load_unpacks_an_image_of_oci_image(self) -> None:
        """With entry point and environment of ours."""
        self.assertEqual(self._loaded("greet-stacked_image_base"), "Hello, world!\n")

    def test_our_image_is_a_base_of_oci_image(self) -> None:
        """Another program, another entry point, another environment."""
        self.assertEqual(self._loaded("greet_and_shout"), "HELLO, WORLD!\n")

    def test_both_writers_say_the_same(self) -> None:
        """Settings, and layers by digest, in order."""
        ours, stacked = (
            _MODULE.layout(f"{name}_image_base") for name in ("greet", "greet-stacked")
        )
        layers = [manifest_of(layout)["layers"] for layout in (ours, stacked)]
        digests = [[layer["digest"] for layer in each] for each in layers]
        self.assertEqual(digests[0], digests[1])
        said = [config_of(layout) for layout in (ours, stacked)]
        for part in ("architecture", "os", "created"):
            self.assertEqual(said[0][part], said[1][part])
        process = [dict(config["config"]) for config in said]
        titles = [each["Labels"].pop("org.opencontainers.image.title") for each in process]
        self.assertEqual(titles, ["greet", "greet-stacked"])
        self.assertEqual(process[0], process[1])
        self.assertEqual(said[0]["rootfs"], said[1]["rootfs"])

    def _push(self, app: str) -> None:
        repository = f"{self.registry.host}/demo/{app}"
        _MODULE.bazel("run", f"//:{app}_image_push", "--", f"--repository={repository}")

    def _manifest(self, app: str, reference: str, media_type: str) -> dict[str, Any]:
        connection = http.client.HTTPConnection(self.registry.host)
        path = f"/v2/demo/{app}/manifests/{reference}"
        connection.request("GET", path, headers={"Accept": media_type})
        answer: dict[str, Any] = json.load(connection.getresponse())
        connection.close()
        return answer

    def _loaded(self, image: str) -> str:
        archive = self.directory / f"{image}.tar"
        _MODULE.bazel("run", f"//:{image}_saved", SAVE_TO=str(archive))
        self.podman.load(archive)
        name = f"localhost/demo/{image.replace('_', '-')}:latest"
        self.addCleanup(self.podman.remove, name)
        return self.podman.output(name)


if __name__ == "__main__":
    unittest.main()
