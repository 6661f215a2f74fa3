"""What holds of `<name>_image_load` for every engine: what it runs, what is sent a second time."""

import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path
from typing import ClassVar

from e2e.load.engines import ContainerdEngine, DockerEngine, Engine, PodmanEngine
from e2e.load.images import PROGRAM, built, layers, spoil, write_small

IMPORTS = {
    "hello": "import fastapi, pydantic_core, uvicorn; print('whole')",
    "worker": "import cryptography, google.api_core, setuptools; print('whole')",
}
"""Programs by the image that has what they import."""

_SENT = re.compile(r"; sent (\d+) layers?, ")


class Cases(unittest.TestCase):
    """What holds for every engine."""

    engine_class: ClassVar[type[PodmanEngine | ContainerdEngine | DockerEngine]]
    runtime: ClassVar[str]
    home: ClassVar[str]
    shown_home: ClassVar[str]
    """Before the names of images where the engine shows them."""

    engine: ClassVar[Engine]
    directory: ClassVar[Path]

    @classmethod
    def setUpClass(cls) -> None:
        """Starts the engine."""
        cls.directory = Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="engine-")))
        cls.engine = cls.engine_class(cls, cls.directory)

    def load(self, layout: Path, name: str, *words: str) -> str:
        """Loads an image and returns the line that tells of it."""
        done = self.start(str(layout), f"--repository={name}", *words)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def start(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Starts the program as it lies in bazel-bin."""
        return subprocess.run(
            (PROGRAM, f"--runtime={self.runtime}", *words),
            env={**os.environ, **self.engine.environment, **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    def check_loads(self, compression: str) -> None:
        """Loads twice, then another image that shares layers: what is there is not read."""
        hello, worker = (built() / compression / name for name in ("hello", "worker"))
        count = len(list(layers(hello)))
        first = f"{compression}-first"

        line = self.load(hello, first)
        whole = f"{self.home}{first}:latest"
        self.assertIn(f"loaded {whole} into {self.runtime}: linux/", line)
        self.assertIn(f" {count} layers, ", line)
        self.assertIn(f"{self.shown_home}{first}:latest", self.engine.names())
        self.assertEqual(self.engine.python(whole, IMPORTS["hello"]), "whole\n")

        digests = [digest for digest, _ in layers(hello)]
        spoiled = spoil(hello, self.directory / f"{first}-spoiled", digests)
        second = self.load(spoiled, f"{compression}-second", "--tag=v2")
        self.check_sent(second, 0)
        self.assertIn(f"{self.shown_home}{compression}-second:v2", self.engine.names())

        shared = self.shared(hello, worker)
        self.assertGreaterEqual(len(shared), 2)
        spoiled = spoil(worker, self.directory / f"{compression}-worker", shared)
        other = self.load(spoiled, f"{compression}-worker")
        self.check_sent(other, len(list(layers(worker))) - len(shared))
        whole = f"{self.home}{compression}-worker:latest"
        self.assertEqual(self.engine.python(whole, IMPORTS["worker"]), "whole\n")

    def shared(self, first: Path, second: Path) -> list[str]:
        """Returns the layers of the second image that need not be sent after the first."""
        there = {digest for digest, _ in layers(first)}
        return [digest for digest, _ in layers(second) if digest in there]

    def check_sent(self, line: str, count: int) -> None:
        """Checks what was sent, as the program tells it."""
        match = _SENT.search(line)
        self.assertIsNotNone(match, line)
        self.assertEqual(int(match[1] if match else -1), count)

    def check_whole(self) -> None:
        """An image is taken whole or not at all: none of a layer that is cut off, or another."""
        whole = write_small(self.directory / "small")
        ((digest, size),) = layers(whole)
        other = spoil(whole, self.directory / "other", [digest])
        short = spoil(whole, self.directory / "short", [])
        os.truncate(short / "blobs" / digest.replace(":", "/"), size // 2)
        expected = f"expected {size} bytes at blobs/{digest.replace(':', '/')}, got {size // 2}."
        for layout, error in ((short, expected), (other, "load: error: ")):
            done = self.start(str(layout), f"--repository={layout.name}")
            self.assertEqual(done.returncode, 2, done.stdout)
            self.assertIn(error, done.stderr)
        self.assertNotIn(f"{self.shown_home}short:latest", self.engine.names())

        self.load(whole, "small")

        self.assertIn(f"{self.shown_home}small:latest", self.engine.names())

    def check_unanswered(self, **environment: str) -> str:
        """Returns what is said where nobody answers."""
        hello = str(built() / "gzip" / "hello")
        done = self.start(hello, "--repository=x", **environment)
        self.assertEqual(done.returncode, 2)
        self.assertIn(f"load: error: {self.runtime}: expected the engine to answer", done.stderr)
        self.assertIn("/nowhere.sock", done.stderr)
        return done.stderr
