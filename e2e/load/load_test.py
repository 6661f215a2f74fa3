"""`<name>_image_load` with real engines: what they run afterwards, and what is sent a second time.

    python3 -m unittest discover -v -s e2e/load -t . -p '*_test.py'

Needs podman, containerd and Docker, and the rights to start containers; builds the images.
"""

import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path
from typing import ClassVar

from e2e.engines.podman import run
from e2e.load.engines import (
    CONTAINERD_STORE_SINCE,
    ZSTD_SINCE,
    ContainerdEngine,
    DockerEngine,
    DockerOnContainerdEngine,
    Engine,
    PodmanEngine,
    docker_version,
)
from e2e.load.images import PROGRAM, TARGET, build, layers, spoil, write_small

_IMPORTS = {
    "hello": "import fastapi, pydantic_core, uvicorn; print('whole')",
    "worker": "import cryptography, google.api_core, setuptools; print('whole')",
}

_SENT = re.compile(r"; sent (\d+) layers?, ")


class _Built:
    directory: Path


def setUpModule() -> None:
    """Builds all images once."""
    _Built.directory = Path(
        unittest.enterModuleContext(tempfile.TemporaryDirectory(prefix="load-"))
    )
    for compression in ("gzip", "zstd"):
        build(_Built.directory, compression)


class _Cases(unittest.TestCase):
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
        hello, worker = (_Built.directory / compression / name for name in ("hello", "worker"))
        count = len(list(layers(hello)))
        first = f"{compression}-first"

        line = self.load(hello, first)
        whole = f"{self.home}{first}:latest"
        self.assertIn(f"loaded {whole} into {self.runtime}: linux/", line)
        self.assertIn(f" {count} layers, ", line)
        self.assertIn(f"{self.shown_home}{first}:latest", self.engine.names())
        self.assertEqual(self.engine.python(whole, _IMPORTS["hello"]), "whole\n")

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
        self.assertEqual(self.engine.python(whole, _IMPORTS["worker"]), "whole\n")

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
        hello = str(_Built.directory / "gzip" / "hello")
        done = self.start(hello, "--repository=x", **environment)
        self.assertEqual(done.returncode, 2)
        self.assertIn(f"load: error: {self.runtime}: expected the engine to answer", done.stderr)
        self.assertIn("/nowhere.sock", done.stderr)
        return done.stderr


class PodmanTest(_Cases):
    """podman, by its storage."""

    engine_class = PodmanEngine
    runtime = "podman"
    home = "localhost/"
    shown_home = "localhost/"

    def check_sent(self, line: str, count: int) -> None:
        """Podman reads the layout itself: that spoiled layers went in is the proof."""
        del count
        self.assertNotIn("; sent", line)

    def test_second_load_reads_no_layer(self) -> None:
        """Of either compression; and no other name is left, such as that of a directory."""
        for compression in ("gzip", "zstd"):
            with self.subTest(compression=compression):
                self.check_loads(compression)
        self.assertFalse([name for name in self.engine.names() if "/load-" in name])

    def test_an_image_is_taken_whole(self) -> None:
        """Or the program fails."""
        self.check_whole()

    def test_as_bazel_run_starts_it(self) -> None:
        """With the image and the name that the build says, and with what the user says."""
        script = self.directory / "start"
        run("./bazelw", "run", f"--script_path={script}", TARGET)
        environment = self.engine.environment
        line = run(str(script), "--runtime=podman", "--tag=by-script", **environment)
        self.assertIn("loaded localhost/demo-hello-fastapi:by-script into podman: ", line)
        whole = "localhost/demo-hello-fastapi:by-script"
        self.assertEqual(self.engine.python(whole, _IMPORTS["hello"]), "whole\n")

    def test_one_image_of_an_index(self) -> None:
        """The one of --platforms; before that, the one the user asks for."""
        platform = "//e2e/platforms:linux_arm64"
        target = "//e2e/platforms:hello-platforms_image_load"
        script = self.directory / "start-arm64"
        run("./bazelw", "run", f"--platforms={platform}", f"--script_path={script}", target)
        for words, architecture in (((), "arm64"), (("--platform=linux/amd64",), "amd64")):
            line = run(str(script), "--runtime=podman", *words, **self.engine.environment)
            self.assertIn(f"hello-platforms:latest into podman: linux/{architecture}, ", line)
            inspect = ("podman", "image", "inspect", "--format={{.Architecture}}")
            name = "localhost/demo-hello-platforms:latest"
            said = run(*inspect, name, **self.engine.environment)
            self.assertEqual(said.strip(), architecture)

    def test_a_podman_on_another_machine_gets_a_stream(self) -> None:
        """One that answers on a socket, and does not see this machine's directories."""
        socket = f"unix://{self.directory}/podman.sock"
        words = ("podman", "system", "service", "--time=0", socket)
        with (self.directory / "service.log").open("wb") as log:
            service = subprocess.Popen(
                words, env={**os.environ, **self.engine.environment}, stdout=log, stderr=log
            )
        self.addCleanup(service.wait)
        self.addCleanup(service.terminate)
        while not (self.directory / "podman.sock").exists():
            self.assertIsNone(service.poll())
        layout = _Built.directory / "zstd" / "worker"
        done = self.start(str(layout), "--repository=remote", CONTAINER_HOST=socket)
        self.assertEqual(done.returncode, 0, done.stderr)
        _Cases.check_sent(self, done.stdout, len(list(layers(layout))))
        self.assertIn("localhost/remote:latest", self.engine.names())


class ContainerdTest(_Cases):
    """containerd, by its content store."""

    engine_class = ContainerdEngine
    runtime = "containerd"
    home = "docker.io/library/"
    shown_home = "docker.io/library/"

    def test_second_load_sends_no_layer(self) -> None:
        """Of either compression."""
        for compression in ("gzip", "zstd"):
            with self.subTest(compression=compression):
                self.check_loads(compression)

    def test_an_image_is_taken_whole(self) -> None:
        """Or the program fails."""
        self.check_whole()

    def test_a_socket_that_nobody_answers(self) -> None:
        """In the words of its own program."""
        said = self.check_unanswered(CONTAINERD_ADDRESS="/nowhere.sock")
        self.assertIn("Start containerd, or point CONTAINERD_ADDRESS at its socket.", said)


class DockerTest(_Cases):
    """Docker, by what its images tell."""

    engine_class = DockerEngine
    runtime = "docker"
    home = "docker.io/library/"
    shown_home = ""

    def shared(self, first: Path, second: Path) -> list[str]:
        """Docker's own store needs the same layers below a layer, too."""
        digests = []
        for (mine, _), (other, _) in zip(layers(first), layers(second), strict=False):
            if mine != other:
                break
            digests.append(mine)
        return digests

    def test_second_load_sends_no_layer(self) -> None:
        """Of gzip; of zstd where it is known."""
        self.check_loads("gzip")
        if docker_version() >= ZSTD_SINCE:
            assert isinstance(self.engine, DockerEngine)
            self.engine.remove_all()  # The same layers, otherwise compressed, are there.
            self.check_loads("zstd")
            return
        done = self.start(str(_Built.directory / "zstd" / "hello"), "--repository=zstd")
        self.assertEqual(done.returncode, 2)
        self.assertIn("docker: expected version 23 or newer, which knows zstd", done.stderr)

    def test_an_image_is_taken_whole(self) -> None:
        """Or the program fails."""
        self.check_whole()

    def test_a_socket_that_nobody_answers(self) -> None:
        """In the words of its own program."""
        said = self.check_unanswered(DOCKER_HOST="unix:///nowhere.sock")
        self.assertIn("Start Docker, or point DOCKER_HOST", said)


class DockerOnContainerdTest(DockerTest):
    """Docker with the containerd image store, where Docker is new enough: Debian 12's is not."""

    engine_class = DockerOnContainerdEngine

    @classmethod
    def setUpClass(cls) -> None:
        """Starts it."""
        if docker_version() < CONTAINERD_STORE_SINCE:
            raise unittest.SkipTest(f"Docker {docker_version()} has no containerd image store")
        super().setUpClass()

    def shared(self, first: Path, second: Path) -> list[str]:
        """Any layer that is there, as of most engines."""
        return _Cases.shared(self, first, second)
