"""Images in a containerd: `podman_test` says how to run this."""

from e2e.load.engine_fixtures import Cases
from e2e.load.engines import ContainerdEngine


class ContainerdTest(Cases):
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
