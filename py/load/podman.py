"""podman: it reads the layout itself, and of that only the layers that its storage lacks.

A podman on another machine, such as the virtual one of a desktop, has no such directory: it gets a
stream.
"""

import json
import secrets
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from images.blobs import Blob
from images.image import Image

from load.archive import OCI_LAYOUT, index_json
from load.programs import Advice, ask, find, run
from load.streaming import send

_ENGINE = "podman"

_ADVICE = Advice(
    start="Start it: `podman machine start` on a desktop. "
    "`podman info` says what it lacks elsewhere.",
    allow="Run podman as the user whose storage it is, "
    "or set XDG_RUNTIME_DIR to a directory of yours.",
)


class Podman:
    """The podman of this machine."""

    name = _ENGINE
    home = "localhost"

    def __init__(self, program: str, *, is_remote: bool) -> None:
        """Takes what `connect` found out."""
        self._program = program
        self._is_remote = is_remote

    def load(self, image: Image, name: str) -> Sequence[Blob] | None:
        """Loads an image.

        Args:
            image: its blobs are present.
            name: the whole reference.

        Returns:
            The layers that were sent; None where podman itself took what it lacked.

        Raises:
            LayersError: if podman does not take it.
        """
        if self._is_remote:
            return send((self._program, "load", "--quiet"), image, name)
        with _named_layout(image, name) as directory:
            # By a path that is a name itself: up to podman 4 the image is called so, too.
            pull = (self._program, "pull", f"oci:{directory.name}:{name}")
            pulled = run(pull, directory.parent).strip()
        self._ask("tag", pulled, name)
        for other in json.loads(self._ask("inspect", "--format={{json .RepoTags}}", pulled)):
            if directory.name in other:
                self._ask("untag", pulled, other)
        return None

    def _ask(self, *words: str) -> str:
        return ask(_ENGINE, (self._program, "image", *words), _ADVICE)


def connect() -> Podman:
    """Returns the engine.

    Raises:
        EngineError: if there is no `podman`, or it does not answer.
    """
    program = find(_ENGINE, _ENGINE)
    info = json.loads(ask(_ENGINE, (program, "info", "--format=json"), _ADVICE))
    return Podman(program, is_remote=bool(info["host"].get("serviceIsRemote")))


@contextmanager
def _named_layout(image: Image, name: str) -> Iterator[Path]:
    """Makes a layout of one image that has a name, with the blobs of the layout it is from."""
    with tempfile.TemporaryDirectory() as parent:
        directory = Path(parent, f"load-{secrets.token_hex(8)}")
        directory.mkdir()
        (directory / "oci-layout").write_text(json.dumps(OCI_LAYOUT))
        (directory / "index.json").write_text(json.dumps(index_json(image, name)))
        (directory / "blobs").symlink_to((image.manifest.layout / "blobs").absolute())
        yield directory
