"""What `layers` tells of an image that others built: podman's, from a Containerfile."""

import tempfile
import unittest
from pathlib import Path
from typing import ClassVar

from e2e.engines.podman import Podman
from e2e.reports.bazel import layers, layers_json

_RECIPE = """\
FROM scratch
COPY site-packages /usr/lib/python3/site-packages
COPY app /srv/app
CMD ["/usr/bin/python3", "/srv/app/main.py"]
"""
_INFO = "demo-1.2.dist-info"
_FILES = {
    "Containerfile": _RECIPE,
    "app/main.py": "import demo\n",
    "site-packages/demo/__init__.py": "",
    "site-packages/demo/core.py": "CORE = 1\n" * 1000,
    f"site-packages/{_INFO}/METADATA": "Name: Demo\nVersion: 1.2\nLicense: GPLv3\n",
    f"site-packages/{_INFO}/RECORD": f"demo/__init__.py,,\ndemo/core.py,,\n{_INFO}/METADATA,,\n",
    "site-packages/stray.py": "",
}


class ForeignTest(unittest.TestCase):
    """An OCI archive, as podman saves it."""

    _archive: ClassVar[str]

    @classmethod
    def setUpClass(cls) -> None:
        """Builds and saves the image."""
        directory = Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="foreign-")))
        for name, text in _FILES.items():
            (directory / "context" / name).parent.mkdir(parents=True, exist_ok=True)
            (directory / "context" / name).write_text(text)
        podman = Podman(directory)
        image = podman.build(directory / "context")
        cls._archive = str(directory / "image.tar")
        podman.save(image, cls._archive)
        podman.remove(image)

    def test_layers_say_how_they_were_made(self) -> None:
        """By the image's history."""
        shown = layers_json("show", self._archive)["layers"]
        self.assertEqual([layer["origin"] for layer in shown], ["other", "other"])
        self.assertTrue(shown[0]["title"].startswith("COPY dir:"), shown[0])
        self.assertEqual([layer["file_count"] for layer in shown], [5, 1])

    def test_packages_are_found(self) -> None:
        """By their *.dist-info."""
        (package,) = layers_json("show", self._archive, "--packages")
        self.assertEqual((package["name"], package["version"]), ("demo", "1.2"))
        self.assertEqual((package["file_count"], package["licenses"]), (4, ["GPLv3"]))
        self.assertIn(
            "with 'gpl' in their licence: 1", layers("show", self._archive, "--license=gpl")
        )

    def test_files_have_an_owner(self) -> None:
        """The package that records them; a stray one has none."""
        shown = layers("explain", self._archive, "demo/core.py")
        self.assertIn("origin     pypi: its *.dist-info directory", shown)
        (stray,) = layers_json("explain", self._archive, "stray.py")["files"]
        self.assertEqual(stray["owner"], {"part": 0})

    def test_a_bill_of_materials(self) -> None:
        """With purls."""
        self.assertIn('"purl": "pkg:pypi/demo@1.2"', layers("sbom", self._archive))
