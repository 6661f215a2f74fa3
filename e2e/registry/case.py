"""What every test has: the programs that push, a registry of its own, an empty memory."""

import json
import subprocess
import tempfile
import unittest
from pathlib import Path
from typing import Any, ClassVar

from e2e.registry.apps import Apps, shared_apps
from e2e.registry.server import Server

NAME = "demo-hello-fastapi"
"""The repository of hello_fastapi."""

WORKER_NAME = "demo-worker"


class RegistryCase(unittest.TestCase):
    """A test with a registry."""

    apps: ClassVar[Apps]

    @classmethod
    def setUpClass(cls) -> None:
        """Builds the programs, if no test did."""
        cls.apps = shared_apps()

    def setUp(self) -> None:
        """Starts a registry whose storage is empty."""
        self.directory = Path(self.enterContext(tempfile.TemporaryDirectory(prefix="registry-")))
        self.apps.forget()
        self.registry = self.served()

    def served(self, more: str = "") -> Server:
        """Starts another registry, whose storage is empty."""
        storage = Path(tempfile.mkdtemp(dir=self.directory))
        server = Server(storage, more=more)
        self.addCleanup(server.close)
        return server

    def pulled(self, reference: str, *words: str) -> Any:
        """Pulls an image with skopeo, every blob of it.

        Args:
            reference: "host/repository:tag".
            *words: further arguments of skopeo.

        Returns:
            Its manifest.
        """
        dest = tempfile.mkdtemp(dir=self.directory)
        command = ("skopeo", "copy", "--quiet", "--insecure-policy", "--src-tls-verify=false")
        subprocess.run([*command, *words, f"docker://{reference}", f"dir:{dest}"], check=True)
        return json.loads((Path(dest) / "manifest.json").read_bytes())
