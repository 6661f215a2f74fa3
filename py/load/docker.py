"""Docker: what its images hold is left out, the rest goes into `docker load` as a stream.

Docker cannot be asked for layers, but its images tell theirs. Its own store reads a layer of an
archive only where no image has it on top of the same ones: the lowest layers that an image shares
with ours need not be sent. Its containerd image store wants blobs by digest, in whatever place. An
image of another tool can have the same layer in another blob, and where a blob is missing
`docker load` returns 0 all the same: so the image is looked at. If it is not whole, all is sent.

Seen with Docker 20.10 (its own store) and 28.5 (both).
Source: https://github.com/moby/moby/blob/v25.0.0/image/tarexport/load.go
"""

import json
from collections.abc import Collection, Sequence
from typing import Any

from images.blobs import Blob
from images.image import Image

from load.errors import EngineError
from load.programs import Advice, ask, find, unanswered
from load.streaming import send

_ENGINE = "docker"

_CONTAINERD_STORE = "io.containerd.snapshotter.v1"

_ADVICE = Advice(
    start="Start Docker, or point DOCKER_HOST or `docker context use` at one that runs.",
    allow="Let this user ask Docker: `sudo usermod -aG docker $USER`, and log in again.",
)

_WITHOUT_ZSTD = range(17, 23)
"""Major versions: https://docs.docker.com/engine/release-notes/23.0/. Lower ones are podman's,
which answers for Docker."""


class Docker:
    """The engine that the `docker` of this machine talks to."""

    name = _ENGINE
    home = "docker.io"

    def __init__(self, program: str, info: Any) -> None:
        """Takes what `connect` found out.

        Args:
            program: the path of `docker`.
            info: what `docker info` says.
        """
        self._program = program
        self._version = str(info["ServerVersion"])
        status = [value for pair in info.get("DriverStatus") or () for value in pair]
        self._takes_any = _CONTAINERD_STORE in status

    def load(self, image: Image, name: str) -> Sequence[Blob]:
        """Loads an image.

        Args:
            image: its blobs are present.
            name: the whole reference.

        Returns:
            The layers that were sent.

        Raises:
            LayersError: if Docker does not take it.
        """
        self._check_compression(image)
        return send(
            (self._program, "load", "--quiet"),
            image,
            name,
            has=self._shared(image),
            check=lambda: self._check_whole(image, name),
        )

    def _ask(self, *words: str) -> str:
        return ask(_ENGINE, (self._program, "image", *words), _ADVICE)

    def _shared(self, image: Image) -> Collection[Blob]:
        """Returns the layers that images of Docker's have, as far as it would not read ours."""
        ids = dict.fromkeys(self._ask("ls", "--quiet", "--no-trunc").split())
        if not ids:
            return ()
        try:
            said = self._ask("inspect", "--format={{json .RootFS}}", *ids)
        except EngineError:  # An image was removed meanwhile.
            return ()
        stacks = [json.loads(line).get("Layers") or () for line in said.splitlines()]
        if not self._takes_any:
            return image.layers[: max(_common(image.diff_ids, stack) for stack in stacks)]
        there = {diff_id for stack in stacks for diff_id in stack}
        layers = zip(image.layers, image.diff_ids, strict=True)
        return [layer for layer, diff_id in layers if diff_id in there]

    def _check_whole(self, image: Image, name: str) -> None:
        root = json.loads(self._ask("inspect", "--format={{json .RootFS}}", name))
        there = root.get("Layers") or ()
        if tuple(there) != image.diff_ids:
            raise EngineError(
                f"{_ENGINE}: expected {name} to have {len(image.diff_ids)} layers after "
                f"`docker load`, got {len(there)}",
                fix="The log of Docker's engine says why; a full disk is one reason.",
            )

    def _check_compression(self, image: Image) -> None:
        major = self._version.partition(".")[0]
        is_old = major.isdigit() and int(major) in _WITHOUT_ZSTD
        if is_old and any(layer.media_type.endswith("+zstd") for layer in image.layers):
            raise EngineError(
                f"{_ENGINE}: expected version 23 or newer, which knows zstd layers, "
                f"got {self._version!r}",
                fix="Update Docker, or build with --@rules_py_layers//layering:compression=gzip.",
            )


def connect() -> Docker:
    """Returns the engine.

    Raises:
        EngineError: if there is no `docker`, or it does not answer.
    """
    program = find(_ENGINE, _ENGINE)
    info = json.loads(ask(_ENGINE, (program, "info", "--format={{json .}}"), _ADVICE))
    if info.get("ServerErrors") or not info.get("ServerVersion"):
        said = info.get("ServerErrors") or ()
        raise unanswered(_ENGINE, "information without its version", said, _ADVICE)
    return Docker(program, info)


def _common(ours: Sequence[str], theirs: Sequence[str]) -> int:
    """Returns how many layers two images share, from the lowest on."""
    count = 0
    for mine, other in zip(ours, theirs, strict=False):
        if mine != other:
            break
        count += 1
    return count
