"""How an image lies on disk: an OCI layout whose layers are links, or copies.

Source: https://github.com/opencontainers/image-spec/blob/v1.1.0/image-layout.md
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from pathlib import Path

from layers.errors import ImageError
from layers.oci import media_types
from layers.oci.blobs import blob_dest
from layers.outputs import whole_directory
from layers.record import Record
from layers.serving.execution_root import located
from layers.serving.request import stop_if_cancelled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any, BinaryIO

_CHUNK_BYTES = 1 << 20


class LayerBlob(Record):
    """One layer of the image, of the base or of ours."""

    descriptor: dict[str, Any]
    """What the manifest says of it."""

    src: str
    """The file, a path as given."""


class Image(Record):
    """What an OCI layout of one image holds."""

    config: dict[str, Any]
    layers: tuple[LayerBlob, ...]
    annotations: Mapping[str, str]
    ref_name: str


def write_layout(dest: str, image: Image, *, copy: bool) -> None:
    """Writes an image to a directory, whole or not at all.

    Args:
        dest: the directory; absent or empty.
        image: what to write.
        copy: puts the layers into the directory. Without, their places are links to where they
            are, relative, and no layer is opened.

    Raises:
        ImageError: if a layer that is to be copied is missing.
        OutputError: if the directory could not be written.
    """
    if copy:
        _check_present(dest, image.layers)
    with whole_directory(dest) as part:
        config = _write_blob(part, media_types.CONFIG, image.config)
        manifest = _write_blob(part, media_types.MANIFEST, _manifest(image, config))
        _write_json(part / "index.json", _index(image, manifest))
        _write_json(part / "oci-layout", {"imageLayoutVersion": "1.0.0"})
        src_by_digest = {layer.descriptor["digest"]: layer.src for layer in image.layers}
        for digest, src in src_by_digest.items():
            stop_if_cancelled()
            blob = part / blob_dest(digest)
            blob.parent.mkdir(exist_ok=True)
            if copy:
                _copy(src, blob)
            else:
                place = os.path.dirname(f"{dest}/{blob_dest(digest)}")
                blob.symlink_to(os.path.relpath(src, place))


def _manifest(image: Image, config: dict[str, Any]) -> dict[str, Any]:
    manifest: dict[str, Any] = {
        "schemaVersion": 2,
        "mediaType": media_types.MANIFEST,
        "config": config,
        "layers": [layer.descriptor for layer in image.layers],
    }
    return manifest | ({"annotations": dict(image.annotations)} if image.annotations else {})


def _index(image: Image, manifest: dict[str, Any]) -> dict[str, Any]:
    names = ("os", "architecture", "variant")
    entry = manifest | {"platform": {n: image.config[n] for n in names if n in image.config}}
    if image.ref_name:
        entry["annotations"] = {"org.opencontainers.image.ref.name": image.ref_name}
    return {"schemaVersion": 2, "mediaType": media_types.INDEX, "manifests": [entry]}


def _encoded(value: dict[str, Any]) -> bytes:
    """Returns JSON in the one form that has the one digest."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def _write_json(path: Path, value: dict[str, Any]) -> None:
    path.write_bytes(_encoded(value))


def _write_blob(directory: Path, media_type: str, value: dict[str, Any]) -> dict[str, Any]:
    """Writes a small blob and returns its descriptor."""
    content = _encoded(value)
    digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
    path = directory / blob_dest(digest)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return {"mediaType": media_type, "digest": digest, "size": len(content)}


def _check_present(dest: str, layers: Iterable[LayerBlob]) -> None:
    missing = [layer.src for layer in layers if not Path(located(layer.src)).exists()]
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
