"""Blobs of a layout: where one is, and that it is there whole.

Source: https://github.com/opencontainers/image-spec/blob/v1.1.0/descriptor.md
"""

import dataclasses
import hashlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from layers.errors import raise_all
from layers.oci.blobs import blob_dest
from layers.references import is_digest

from images.errors import LayoutError

BUILD_AGAIN = "Build the image again: the directory was changed after it was written."

_FETCH = (
    "Build the image again. With a remote cache, add --output_groups=+blobs: "
    "Bazel then brings its layers here."
)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Blob:
    """What a descriptor names, and the file that holds it."""

    layout: Path
    """The directory, as given; for errors."""

    media_type: str
    digest: str
    size: int
    """Bytes, as the descriptor says."""

    @property
    def src(self) -> Path:
        """The file; a link, mostly."""
        return self.layout / blob_dest(self.digest)


def blob_of(layout: Path, descriptor: Any, where: str, known: Sequence[str]) -> Blob:
    """Reads a descriptor.

    Args:
        layout: the directory.
        descriptor: a JSON value.
        where: the path to it, for errors: "index.json manifests[0]".
        known: the media types that may stand there.

    Returns:
        What it names; no file was looked at.

    Raises:
        LayoutError: if it is no descriptor, or of another media type.
    """
    value = descriptor if isinstance(descriptor, dict) else {}
    digest, size, media_type = (value.get(name) for name in ("digest", "size", "mediaType"))
    if not isinstance(digest, str) or not is_digest(digest):
        raise _unlike(layout, f"{where}.digest", "a sha256 or sha512 digest", digest)
    if type(size) is not int or size < 0:
        raise _unlike(layout, f"{where}.size", "a number of bytes", size)
    if not isinstance(media_type, str) or media_type not in known:
        raise LayoutError(
            f"image {layout}: expected {where}.mediaType to be one of {len(known)}, "
            f"got {media_type!r}",
            evidence=known,
            fix="Name an image in OCI's format: `py_image` and `py_image_index` make one, "
            "`skopeo copy … oci:<directory>` converts others.",
        )
    return Blob(layout=layout, media_type=media_type, digest=digest, size=size)


def check_present(blobs: Iterable[Blob]) -> None:
    """Checks that every blob is there and as long as its descriptor says; reads none.

    Raises:
        LayoutError: if some are not; lists all.
    """
    raise_all([problem for blob in dict.fromkeys(blobs) if (problem := _absence(blob))])


def verify(blob: Blob) -> None:
    """Reads a blob, and checks that it has its digest.

    Raises:
        LayoutError: if it is missing, cut off, or another.
    """
    check_present([blob])
    with blob.src.open("rb") as file:
        actual = hashlib.file_digest(file, blob.digest.partition(":")[0]).hexdigest()
    _check_digest(blob, actual)


def read_verified(blob: Blob) -> bytes:
    """Returns what a small blob holds.

    Raises:
        LayoutError: if it is missing, cut off, or another.
    """
    check_present([blob])
    content = blob.src.read_bytes()
    _check_digest(blob, hashlib.new(blob.digest.partition(":")[0], content).hexdigest())
    return content


def parse_object(layout: Path, where: str, content: bytes) -> dict[str, Any]:
    """Reads a JSON object.

    Args:
        layout: the directory.
        where: what holds it, for errors.
        content: the text.

    Raises:
        LayoutError: if it is something else.
    """
    try:
        value = json.loads(content)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise _unlike(layout, where, "a JSON object", content[:60])
    return value


def _absence(blob: Blob) -> LayoutError | None:
    """Returns what is wrong with the file of a blob, as far as can be seen without reading."""
    if not blob.src.exists():
        got = (
            f"a link to {blob.src.readlink()}, which is not there" if blob.src.is_symlink() else ""
        )
        return LayoutError(
            f"image {blob.layout}: expected {blob.size} bytes at {blob_dest(blob.digest)}, "
            f"got {got or 'no file'}",
            fix=_FETCH,
        )
    actual = blob.src.stat().st_size
    if actual == blob.size:
        return None
    return LayoutError(
        f"image {blob.layout}: expected {blob.size} bytes at {blob_dest(blob.digest)}, "
        f"got {actual}",
        fix=BUILD_AGAIN,
    )


def _check_digest(blob: Blob, actual: str) -> None:
    algorithm, _, expected = blob.digest.partition(":")
    if actual != expected:
        raise LayoutError(
            f"image {blob.layout}: expected {blob_dest(blob.digest)} to have the digest of its "
            f"name, got {algorithm}:{actual}",
            fix=BUILD_AGAIN,
        )


def _unlike(layout: Path, where: str, expected: str, got: Any) -> LayoutError:
    return LayoutError(
        f"image {layout}: expected {where} to be {expected}, got {got!r}", fix=BUILD_AGAIN
    )
