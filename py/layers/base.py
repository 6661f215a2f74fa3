"""`layers base`: copies a base's layout to where it stays.

Images link to the blobs of their base. Sources of other repositories lie behind links that Bazel
plants anew for each build, so what an image links to must be an output.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from layers.arguments import Command, Option, parse
from layers.oci.base import read_index
from layers.oci.blobs import place_of
from layers.outputs import whole_directory
from layers.serving.request import stop_if_cancelled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_COMMAND = Command(
    name="base",
    summary="copies an OCI image layout, following links",
    options=(
        Option(name="--base", meaning="an OCI image layout directory"),
        Option(name="--out", meaning="the copy: a directory that is absent or empty"),
    ),
)


def run(argv: Sequence[str]) -> None:
    """Copies a layout, and nothing that lies beside it.

    Args:
        argv: the arguments of the command.

    Raises:
        LayersError: if it is no OCI layout, or the copy cannot be written whole.
    """
    options = parse(_COMMAND, argv)
    base = Path(options["base"])
    read_index(base)
    with whole_directory(options["out"]) as out:
        for name in ("oci-layout", "index.json"):
            shutil.copyfile(place_of(base, name), out / name)
        shutil.copytree(place_of(base, "blobs"), out / "blobs", copy_function=_copy)


def _copy(src: str, dest: str) -> None:
    """Copies what a link leads to, one file."""
    stop_if_cancelled()
    shutil.copyfile(src, dest)
