"""Which engine an image is put into."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from images.blobs import Blob
from images.image import Image

from load import containerd, docker, podman
from load.errors import EngineError


class Engine(Protocol):
    """What holds images and runs containers."""

    name: str
    home: str
    """The registry in the name of an image that was given none."""

    def load(self, image: Image, name: str) -> Sequence[Blob] | None:
        """Loads an image under its whole name; returns the layers sent, where that is known."""


_CONNECT: Mapping[str, Callable[[], Engine]] = {
    "docker": docker.connect,
    "podman": podman.connect,
    "containerd": containerd.connect,
}
"""In the order in which they are tried. Docker is what people who have several of them type, and
podman what they have in its place. containerd comes last: where it is below Docker, an image in it
is one that `docker` does not show."""

NAMES = tuple(_CONNECT)


def connect(name: str = "") -> Engine:
    """Returns an engine that answers.

    Args:
        name: which; the first that answers if it is "".

    Raises:
        EngineError: if there is none; tells what each of them said.
    """
    if name:
        return _CONNECT[name]()
    problems = []
    for attempt in _CONNECT.values():
        try:
            return attempt()
        except EngineError as error:
            problems.append(str(error))
    raise EngineError(
        f"engine: expected one of {', '.join(NAMES)} to answer, got none",
        evidence=[line for problem in problems for line in problem.splitlines()],
        fix="Install or start one of them: the image has nowhere to go.",
    )
