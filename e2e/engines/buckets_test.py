"""Buckets in an image: podman and skopeo find every member of them, however they are compressed.

The same image with a layer per package is what theirs is compared with, file by file.
"""

import hashlib
import json
import tempfile
import unittest
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from e2e.engines.podman import ROOT, Podman, run
from e2e.rebuild.images import read_manifest_digests
from e2e.rebuild.manifest import config_of

_WITHOUT = "e2e/hello_fastapi/hello-fastapi_image_base"
_WITH = "e2e/buckets/image"
_TARGETS = (
    "//e2e/hello_fastapi:hello-fastapi_image_base",
    "//e2e/buckets:image",
    "//e2e/buckets:layers_test",
)
_PLAN = "--//layering:plan=//e2e/buckets:plan"

_LISTING = """
import hashlib, json, os
found = {}
for parent, directories, names in os.walk("/app"):
    for name in (*directories, *names):
        path = os.path.join(parent, name)
        if os.path.islink(path):
            found[path] = os.readlink(path)
        elif os.path.isfile(path):
            with open(path, "rb") as file:
                found[path] = hashlib.sha256(file.read()).hexdigest()
        else:
            found[path] = "directory"
import fastapi, pydantic, uvicorn
print(json.dumps(found))
"""


class BucketsTest(unittest.TestCase):
    """One image, two ways to cut it, three compressions."""

    _podman: ClassVar[Podman]
    _directory: ClassVar[Path]

    @classmethod
    def setUpClass(cls) -> None:
        """Gives podman a place of its own."""
        cls._directory = Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="buckets-")))
        cls._podman = Podman(cls._directory)

    def test_every_member_is_unpacked(self) -> None:
        """By podman, which runs the program; and by skopeo, whose layers are the diff_ids."""
        for compression in ("zstd", "gzip", "none"):
            with self.subTest(compression=compression):
                run("./bazelw", "test", _PLAN, f"--//layering:compression={compression}", *_TARGETS)
                joined, alone = (ROOT / "bazel-bin" / image for image in (_WITH, _WITHOUT))
                counts = [len(read_manifest_digests(layout)) for layout in (joined, alone)]
                self.assertLessEqual(counts[0], 1 + 9, "the base's, and the budget")
                self.assertGreater(counts[1], 15)
                self.assertEqual(self._files(joined), self._files(alone))
                self._check_diff_ids(joined, compression)

    def _files(self, layout: Path) -> Mapping[str, str]:
        image = self._podman.pull(layout)
        try:
            files: Mapping[str, str] = json.loads(self._podman.python(image, _LISTING))
        finally:
            self._podman.remove(image)
        self.assertGreater(len(files), 1_000)
        return files

    def _check_diff_ids(self, layout: Path, compression: str) -> None:
        dest = self._directory / compression
        self._podman.decompress(layout, dest)
        blobs = {_sha256(blob) for blob in dest.iterdir()}
        self.assertEqual(set(config_of(layout)["rootfs"]["diff_ids"]) - blobs, set())


def _sha256(src: Path) -> str:
    return f"sha256:{hashlib.sha256(src.read_bytes()).hexdigest()}"
