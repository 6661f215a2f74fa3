"""What `layers diff` says that a puller fetches is what a registry serves to podman.

python3 -m unittest discover -v -s e2e/reports -t . -p '*_test.py'
"""

import re
import subprocess
import tempfile
import unittest
from pathlib import Path
from typing import ClassVar

from e2e.engines.podman import ROOT, Podman
from e2e.rebuild.images import label_of
from e2e.rebuild.manifest import entry_of, manifest_of
from e2e.registry.server import Server
from e2e.reports.bazel import build, layers_json

_IMAGES = {
    "old": "e2e/hello_fastapi/hello-fastapi_image_base",
    "new": "e2e/two_services/worker_image_base",
}
_BLOB = re.compile(r"/blobs/(sha256:[0-9a-f]{64})$")


class PullTest(unittest.TestCase):
    """One repository with two images, pulled one after the other."""

    _podman: ClassVar[Podman]
    _registry: ClassVar[Server]

    @classmethod
    def setUpClass(cls) -> None:
        """Builds both images and pushes them, as they are, under two tags."""
        build("--output_groups=+blobs", *map(label_of, _IMAGES.values()))
        directory = Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="pull-")))
        cls._podman = Podman(directory)
        (directory / "registry").mkdir()
        cls._registry = Server(directory / "registry")
        cls.addClassCleanup(cls._registry.close)
        for tag, place in _IMAGES.items():
            source = f"oci:{ROOT / 'bazel-bin' / place}:latest"
            dest = f"docker://{cls._registry.host}/app:{tag}"
            words = ("skopeo", "copy", "--quiet", "--insecure-policy", "--preserve-digests")
            subprocess.run([*words, "--dest-tls-verify=false", source, dest], check=True)

    def test_bytes_of_diff_are_the_bytes_that_the_registry_serves(self) -> None:
        """To podman, which has the old image."""
        old, new = (f"{self._registry.host}/app:{tag}" for tag in _IMAGES)
        self.addCleanup(self._podman.remove, self._podman.pull_reference(old))
        before = len(self._registry.served())
        self.addCleanup(self._podman.remove, self._podman.pull_reference(new))
        served = [
            match[1]
            for one in self._registry.served()[before:]
            if one.method == "GET" and (match := _BLOB.search(one.path))
        ]

        found = layers_json("diff", old, new)

        layout = ROOT / "bazel-bin" / _IMAGES["new"]
        config = manifest_of(layout)["config"]["digest"]
        fetched = [digest for digest in served if digest != config]
        self.assertEqual(len(served), len(set(served)))
        self.assertIn(config, served)
        self.assertEqual(found["fetched_size"], sum(map(self._registry.size, fetched)))
        around = found["manifest_and_config_size"] - self._registry.size(config)
        self.assertEqual(around, self._registry.size(entry_of(layout)["digest"]))
        self.assertGreater(found["fetched_size"], 1_000_000)
        self.assertLess(found["fetched_size"], found["total_size"] / 2)
