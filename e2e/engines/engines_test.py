"""What other people's tools make of an image: skopeo reads it, podman runs it.

    python3 -m unittest discover -v -s e2e/engines -t . -p '*_test.py'

Needs skopeo and podman, and the rights to start containers; builds the image first.
"""

import json
import tempfile
import unittest
from pathlib import Path
from typing import Any, ClassVar

from e2e.engines.podman import ROOT, Podman, run

_IMAGE = "e2e/hello_fastapi/hello-fastapi_image_base"
_TARGET = "//e2e/hello_fastapi:hello-fastapi_image_base"

_PROGRAM = "import fastapi, json, os, sys; print(json.dumps([sys.prefix, os.getuid()]))"


class EnginesTest(unittest.TestCase):
    """Both forms of the image: blobs that are links, and the copy."""

    _podman: ClassVar[Podman]

    @classmethod
    def setUpClass(cls) -> None:
        """Builds the image and gives podman a place of its own."""
        directory = Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="engines-")))
        cls._podman = Podman(directory)
        run("./bazelw", "build", "--output_groups=+copy,+blobs", _TARGET)

    def test_skopeo_reads_both_forms_alike(self) -> None:
        """Name, platform and every layer."""
        linked, copied = (self._inspect(f"{_IMAGE}{end}") for end in ("", ".copy"))
        self.assertEqual(linked, copied)
        self.assertEqual(linked["Os"], "linux")
        self.assertGreater(len(linked["Layers"]), 15)

    def test_podman_runs_it_read_only_as_any_user(self) -> None:
        """From the layout as Bazel leaves it."""
        image = self._podman.pull(ROOT / "bazel-bin" / _IMAGE)
        self.addCleanup(self._podman.remove, image)
        self.assertEqual(json.loads(self._podman.python(image, _PROGRAM)), ["/app/venv", 54321])

    def _inspect(self, image: str) -> dict[str, Any]:
        said = run("skopeo", "inspect", f"oci:{ROOT / 'bazel-bin' / image}:latest")
        found: dict[str, Any] = json.loads(said)
        return found
