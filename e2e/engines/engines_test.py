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
from e2e.rebuild.images import label_of

_IMAGE = "e2e/hello_fastapi/hello-fastapi_image_base"

_PLATFORMS = "e2e/platforms/hello-platforms_image"

_PROGRAM = "import fastapi, json, os, sys; print(json.dumps([sys.prefix, os.getuid()]))"


class EnginesTest(unittest.TestCase):
    """Both forms of the image: blobs that are links, and the copy."""

    _podman: ClassVar[Podman]

    @classmethod
    def setUpClass(cls) -> None:
        """Builds the image and gives podman a place of its own."""
        directory = Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="engines-")))
        cls._podman = Podman(directory)
        targets = map(label_of, (_IMAGE, _PLATFORMS))
        run("./bazelw", "build", "--output_groups=+copy,+blobs", *targets)

    def test_skopeo_reads_both_forms_alike(self) -> None:
        """Name, platform and every layer."""
        linked, copied = (self._inspect(f"{_IMAGE}{end}") for end in ("", ".copy"))
        self.assertEqual(linked, copied)
        self.assertEqual(linked["Os"], "linux")
        self.assertGreater(len(linked["Layers"]), 15)

    def test_skopeo_finds_every_platform_of_an_index(self) -> None:
        """In both forms, each with layers of its own."""
        for end in ("", ".copy"):
            found = [
                self._inspect(f"{_PLATFORMS}{end}", f"--override-arch={architecture}")
                for architecture in ("amd64", "arm64")
            ]
            self.assertEqual([each["Architecture"] for each in found], ["amd64", "arm64"])
            self.assertNotEqual(found[0]["Layers"], found[1]["Layers"])

    def test_skopeo_copies_an_index_with_all_its_images(self) -> None:
        """Every blob that is referred to, once, and nothing of it changed."""
        dest = self._podman.copy(ROOT / "bazel-bin" / _PLATFORMS)
        index = (dest / "manifest.json").read_bytes()
        listed = json.loads(index)["manifests"]
        self.assertEqual([each["platform"]["architecture"] for each in listed], ["amd64", "arm64"])
        blobs = {
            layer["digest"]
            for each in listed
            for layer in json.loads(self._blob(each["digest"]).read_bytes())["layers"]
        }
        names = {path.name for path in dest.iterdir()}
        self.assertLessEqual({digest.removeprefix("sha256:") for digest in blobs}, names)

    def test_podman_runs_it_read_only_as_any_user(self) -> None:
        """From the layout as Bazel leaves it."""
        image = self._podman.pull(ROOT / "bazel-bin" / _IMAGE)
        self.addCleanup(self._podman.remove, image)
        self.assertEqual(json.loads(self._podman.python(image, _PROGRAM)), ["/app/venv", 54321])

    def _blob(self, digest: str) -> Path:
        return ROOT / "bazel-bin" / _PLATFORMS / "blobs" / digest.replace(":", "/")

    def _inspect(self, image: str, *options: str) -> dict[str, Any]:
        said = run("skopeo", *options, "inspect", f"oci:{ROOT / 'bazel-bin' / image}:latest")
        found: dict[str, Any] = json.loads(said)
        return found
