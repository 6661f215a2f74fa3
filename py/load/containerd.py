"""containerd: its content store says which blobs it has, the others go into `ctr images import`.

`ctr` reads CONTAINERD_ADDRESS, CONTAINERD_NAMESPACE and CONTAINERD_SNAPSHOTTER: `k8s.io` is the
namespace of Kubernetes, `moby` the one of Docker.

Seen with containerd 1.6 and 2.1.
Source: https://github.com/containerd/containerd/blob/v1.6.20/images/archive/importer.go
"""

from collections.abc import Sequence

from images.blobs import Blob
from images.image import Image

from load.programs import Advice, ask, find
from load.streaming import send

_ENGINE = "containerd"

_PROGRAM = "ctr"

_PATIENCE = "--connect-timeout=5s"

_ADVICE = Advice(
    start="Start containerd, or point CONTAINERD_ADDRESS at its socket.",
    allow="Run the program that `bazel run --script_path=<file>` writes as root: "
    "the socket of containerd is root's.",
)


class Containerd:
    """The containerd that `ctr` talks to."""

    name = _ENGINE
    home = "docker.io"

    def __init__(self, program: str) -> None:
        """Takes the path of `ctr`."""
        self._command = (program, _PATIENCE)

    def load(self, image: Image, name: str) -> Sequence[Blob]:
        """Loads and unpacks an image.

        Args:
            image: its blobs are present.
            name: the whole reference.

        Returns:
            The layers that were sent.

        Raises:
            LayersError: if containerd does not take it.
        """
        there = set(ask(_ENGINE, (*self._command, "content", "ls", "--quiet"), _ADVICE).split())
        words = ("images", "import", f"--platform={image.platform}", "-")
        has = [layer for layer in image.layers if layer.digest in there]
        return send((*self._command, *words), image, name, has=has)


def connect() -> Containerd:
    """Returns the engine.

    Raises:
        EngineError: if there is no `ctr`, or containerd does not answer.
    """
    program = find(_PROGRAM, _ENGINE)
    ask(_ENGINE, (program, _PATIENCE, "version"), _ADVICE)
    return Containerd(program)
