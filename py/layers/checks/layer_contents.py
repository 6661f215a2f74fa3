"""What a layer holds, read from its file alone, in one pass and bounded memory."""

from __future__ import annotations

import hashlib
import io
import tarfile

from layers.record import Record
from layers.records import ListingEntry
from layers.tar.decompression import decompressed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from layers.records import Descriptor

_CHUNK_SIZE = 1 << 20

_TYPES = {tarfile.REGTYPE: "file", tarfile.SYMTYPE: "link", tarfile.DIRTYPE: "directory"}


class Contents(Record):
    """What was read."""

    digest: str
    diff_id: str
    uncompressed_size: int

    entries: tuple[ListingEntry, ...]
    """In order; of each what a tar says."""

    problem: str
    """Why reading ended early; empty: it did not."""


class _Hashed:
    """Bytes that are hashed and counted as they are read."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._pending = b""
        self._at = 0
        self._hash = hashlib.sha256()
        self.size = 0

    def read(self, size: int) -> bytes:
        """Returns at most `size` bytes; none at the end."""
        if self._at == len(self._pending):
            self._pending = next(self._chunks, b"")
            self._at = 0
            self._hash.update(self._pending)
            self.size += len(self._pending)
        data = self._pending[self._at : self._at + size]
        self._at += len(data)
        return data

    def digest(self) -> str:
        """Returns what descriptors call it, when all is read."""
        while self.read(_CHUNK_SIZE):
            pass
        return f"sha256:{self._hash.hexdigest()}"


def read_contents(src: str, media_type: str) -> Contents:
    """Reads a layer.

    Args:
        src: where it is opened.
        media_type: how it is compressed.
    """
    entries: list[ListingEntry] = []
    problem = ""
    with open(src, "rb") as file:
        raw = _Hashed(iter(lambda: file.read(_CHUNK_SIZE), b""))
        tar = _Hashed(filter(None, decompressed(raw, media_type)))
        try:
            entries.extend(_entries(tar))
            diff_id = tar.digest()
        except (ValueError, tarfile.TarError, EOFError) as error:
            problem, diff_id = f"{error}" or type(error).__name__, ""
        return Contents(
            digest=raw.digest(),
            diff_id=diff_id,
            uncompressed_size=tar.size,
            entries=tuple(entries),
            problem=problem,
        )


def end_of(src: str, descriptor: Descriptor) -> bytes:
    """Returns what the frames behind the body hold; nothing if they are none."""
    with open(src, "rb") as file:
        file.seek(descriptor.body_size)
        try:
            return b"".join(decompressed(io.BytesIO(file.read(_CHUNK_SIZE)), descriptor.media_type))
        except ValueError:
            return b""


def _entries(tar: Any) -> Iterator[ListingEntry]:
    with tarfile.open(fileobj=tar, mode="r|", encoding="utf-8") as archive:
        for info in archive:
            yield ListingEntry(
                dest=info.name,
                type=_TYPES.get(info.type, repr(info.type)),
                mode=info.mode,
                size=info.size,
                sha256=_sha256(archive, info) if info.isreg() else "",
                target=info.linkname,
            )


def _sha256(archive: tarfile.TarFile, info: tarfile.TarInfo) -> str:
    file = archive.extractfile(info)
    digest = hashlib.sha256()
    while file and (chunk := file.read(_CHUNK_SIZE)):
        digest.update(chunk)
    return digest.hexdigest()
