"""Engines with a place of their own: they use and change nothing of the machine's."""

import json
import os
import re
import subprocess
import time
import unittest
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar, Protocol

from e2e.engines.podman import Podman, run

_SECONDS = 60
_TRIES_A_SECOND = 10

_PATH = {"PATH": f"{os.environ['PATH']}:/usr/sbin:/sbin"}
"""Where dockerd and runc are."""

_CONTAINERD = """\
version = 2
root = "{directory}/root"
state = "{directory}/state"
disabled_plugins = ["io.containerd.grpc.v1.cri"]
[grpc]
address = "{directory}/containerd.sock"
"""

_FLAGS = ("--iptables=false", "--bridge=none")
"""Of dockerd: it touches no network."""

ZSTD_SINCE = 23
"""Major version of Docker: https://docs.docker.com/engine/release-notes/23.0/"""

CONTAINERD_STORE_SINCE = 25
"""Before, it was an experiment."""

_PYTHON = "/app/venv/bin/python"


class Engine(Protocol):
    """What the tests ask of each of them."""

    environment: Mapping[str, str]
    """By which the programs of this engine are the ones of this place."""

    def python(self, image: str, program: str) -> str:
        """Returns what a program prints that the Python of an image runs."""

    def names(self) -> Sequence[str]:
        """Returns the names of all images."""


class PodmanEngine:
    """Needs no server."""

    def __init__(self, case: type[unittest.TestCase], directory: Path) -> None:
        """Writes its configuration; `case` is asked for nothing."""
        del case
        self._podman = Podman(directory)
        home = directory / "home" / ".config" / "containers"
        home.mkdir(parents=True)
        (directory / "policy.json").rename(home / "policy.json")
        self.environment: Mapping[str, str] = {
            "CONTAINERS_CONF": str(directory / "containers.conf"),
            "CONTAINERS_STORAGE_CONF": str(directory / "storage.conf"),
            "HOME": str(directory / "home"),
        }

    def python(self, image: str, program: str) -> str:
        """As `Engine`."""
        return self._podman.python(image, program)

    def names(self) -> Sequence[str]:
        """As `Engine`."""
        words = ("podman", "images", "--format={{.Repository}}:{{.Tag}}")
        return run(*words, **self.environment).split()


class ContainerdEngine:
    """A containerd."""

    def __init__(self, case: type[unittest.TestCase], directory: Path) -> None:
        """Starts it; it ends with the tests of `case`."""
        (directory / "config.toml").write_text(_CONTAINERD.format(directory=directory))
        socket = str(directory / "containerd.sock")
        self.environment: Mapping[str, str] = {"CONTAINERD_ADDRESS": socket, **_PATH}
        command = ("containerd", "--config", str(directory / "config.toml"))
        _serve(case, directory, command, ("ctr", "version"), self.environment)

    def python(self, image: str, program: str) -> str:
        """As `Engine`."""
        words = ("ctr", "run", "--rm", "--net-host", image, f"test-{time.monotonic_ns()}")
        return run(*words, _PYTHON, "-c", program, **self.environment)

    def names(self) -> Sequence[str]:
        """As `Engine`."""
        return run("ctr", "images", "ls", "--quiet", **self.environment).split()


class DockerEngine:
    """A dockerd on a containerd of its own, with Docker's own store of images."""

    features: ClassVar[Mapping[str, bool]] = {"containerd-snapshotter": False}

    def __init__(self, case: type[unittest.TestCase], directory: Path) -> None:
        """Starts both; they end with the tests of `case`."""
        below = directory / "below"
        below.mkdir()
        features = self.features if docker_version() >= CONTAINERD_STORE_SINCE else {}
        (directory / "daemon.json").write_text(json.dumps({"features": features}))
        containerd = ContainerdEngine(case, below)
        host = f"unix://{directory}/docker.sock"
        self.environment: Mapping[str, str] = {"DOCKER_HOST": host, **_PATH}
        command = (
            "dockerd",
            f"--config-file={directory}/daemon.json",
            f"--containerd={containerd.environment['CONTAINERD_ADDRESS']}",
            f"--data-root={directory}/data",
            f"--exec-root={directory}/exec",
            f"--host={host}",
            f"--pidfile={directory}/pid",
            *_FLAGS,
        )
        _serve(case, directory, command, ("docker", "version"), self.environment)

    def python(self, image: str, program: str) -> str:
        """As `Engine`."""
        words = ("docker", "run", "--rm", "--network=none", f"--entrypoint={_PYTHON}", image)
        return run(*words, "-c", program, **self.environment)

    def names(self) -> Sequence[str]:
        """As `Engine`."""
        words = ("docker", "images", "--format={{.Repository}}:{{.Tag}}")
        return run(*words, **self.environment).split()

    def remove_all(self) -> None:
        """Removes all images."""
        run("docker", "image", "rm", "--force", *self.names(), **self.environment)


class DockerOnContainerdEngine(DockerEngine):
    """The same, with the images in containerd's store."""

    features = {"containerd-snapshotter": True}  # noqa: RUF012 - of the class it is from


def docker_version() -> int:
    """Returns the major version of dockerd."""
    found = re.search(r"version (\d+)", run("dockerd", "--version", **_PATH))
    assert found
    return int(found[1])


def _serve(
    case: type[unittest.TestCase],
    directory: Path,
    command: Sequence[str],
    question: Sequence[str],
    environment: Mapping[str, str],
) -> None:
    """Starts a server and waits until it answers a question."""
    log = directory / "log"
    environment = {**os.environ, **environment}
    with log.open("wb") as file:
        server = subprocess.Popen(command, stdout=file, stderr=file, env=environment)
    case.addClassCleanup(server.wait)
    case.addClassCleanup(server.terminate)
    for _ in range(_SECONDS * _TRIES_A_SECOND):
        asked = subprocess.run(question, env=environment, capture_output=True, check=False)
        if not asked.returncode:
            return
        if server.poll() is not None:
            break
        time.sleep(1 / _TRIES_A_SECOND)
    said = "\n".join(log.read_text().splitlines()[-20:])
    raise AssertionError(f"{command[0]} does not answer:\n{said}")
