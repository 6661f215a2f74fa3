"""Images in a Docker: `podman_test` says how to run this."""

import unittest
from pathlib import Path

from e2e.load.engine_fixtures import Cases
from e2e.load.engines import (
    CONTAINERD_STORE_SINCE,
    ZSTD_SINCE,
    DockerEngine,
    DockerOnContainerdEngine,
    docker_version,
)
from e2e.load.images import built, layers


class DockerTest(Cases):
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
        done = self.start(str(built() / "zstd" / "hello"), "--repository=zstd")
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
        return Cases.shared(self, first, second)
