"""How images lie on disk: an OCI layout whose layers are links, or copies.

Source: https://github.com/opencontainers/image-spec/blob/v1.1.0/image-layout.md
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from layers.errors import ImageError
from layers.oci import media_types
from layers.oci.blobs import blob_dest
from layers.oci.documents import REF_NAME, descriptor_of, encoded
from layers.outputs import whole_directory
from layers.record import Record
from layers.serving.execution_root import located
from layers.serving.request import stop_if_cancelled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, BinaryIO

    from layers.records import Blob

_CHUNK_BYTES = 1 << 20


class Layout(Record):
    """What a layout holds: one image, or one index of several."""

    root: dict[str, Any]
    """The descriptor that index.json lists."""

    documents: tuple[str, ...]
    """The small blobs: manifests, configs, indexes."""

    layers: tuple[Blob, ...]
    """The large ones; those of one digest are one blob."""

    ref_name: str
    """The name of the root in index.json; empty: none."""


def write_layout(dest: str, layout: Layout, *, copy: bool) -> None:
    """Writes a layout to a directory, whole or not at all.

    Args:
        dest: the directory; absent or empty.
        layout: what to write.
        copy: puts the layers into the directory. Without, their places are links to where they
            are, relative, and no layer is opened.

    Raises:
        ImageError: if a layer that is to be copied is missing.
        OutputError: if the directory could not be written.
    """
    src_by_digest = {layer.digest: layer.src for layer in layout.layers}
    if copy:
        _check_present(dest, src_by_digest.values())
    with whole_directory(dest) as part:
        for document in layout.documents:
            _blob(part, descriptor_of("", document)["digest"]).write_text(document, "utf-8")
        (part / "index.json").write_text(encoded(_index(layout)), "utf-8")
        (part / "oci-layout").write_text(encoded({"imageLayoutVersion": "1.0.0"}), "utf-8")
        for digest, src in src_by_digest.items():
            stop_if_cancelled()
            blob = _blob(part, digest)
            if copy:
                _copy(src, blob)
            else:
                place = os.path.dirname(f"{dest}/{blob_dest(digest)}")
                blob.symlink_to(os.path.relpath(src, place))


def _index(layout: Layout) -> dict[str, Any]:
    entry = dict(layout.root)
    if layout.ref_name:
        entry["annotations"] = {REF_NAME: layout.ref_name}
    return {"schemaVersion": 2, "mediaType": media_types.INDEX, "manifests": [entry]}


def _blob(directory: Path, digest: str) -> Path:
    """Returns the place of a blob, in a directory that exists."""
    path = directory / blob_dest(digest)
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _check_present(dest: str, srcs: Iterable[str]) -> None:
    missing = [src for src in srcs if not Path(located(src)).exists()]
    if missing:
        raise ImageError(
            f"image {dest}: expected every layer that is to be copied, got {len(missing)} "
            "that are missing",
            evidence=missing,
            fix="Make the layers inputs of the action that copies them.",
        )


def _copy(src: str, dest: Path) -> None:
    """Copies a file whole; shares its blocks where the file system can."""
    with Path(located(src)).open("rb") as source, dest.open("wb") as target:
        if not _copied_in_kernel(source, target):
            source.seek(0)
            target.seek(0)
            target.truncate()
            shutil.copyfileobj(source, target, _CHUNK_BYTES)


def _copied_in_kernel(source: BinaryIO, target: BinaryIO) -> bool:
    """Tells whether all bytes went over; not every system and not every pair of disks can."""
    left = os.fstat(source.fileno()).st_size
    try:
        while left > 0:
            copied = os.copy_file_range(source.fileno(), target.fileno(), left)
            if not copied:  # https://lwn.net/Articles/846403/: some file systems end early
                return False
            left -= copied
    except (AttributeError, OSError):
        return False
    return True
