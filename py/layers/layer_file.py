"""The file of a layer while it is written: compressed, hashed and counted in one pass."""

from __future__ import annotations

import hashlib

from layers.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO

    from layers.compression import Frame

_PIECE_SIZE = 1 << 20
"""Bytes given to the compressor at once. Always the same, so that how reads and headers happen to
be cut never shows in the compressed bytes."""

END_OF_ARCHIVE = bytes(1024)
"""Two blocks of zeros: what follows the last entry of a tar."""


def compressed_end(new_frame: Callable[[], Frame]) -> bytes:
    """Returns the end of the archive as a frame of its own: how every layer file ends."""
    frame = new_frame()
    return frame.compress(END_OF_ARCHIVE) + frame.flush()


class Sums(Record):
    """What a layer file has become."""

    digest: str
    diff_id: str
    size: int
    uncompressed_size: int
    body_size: int


class LayerFile:
    """Takes the bytes of a tar, without its end."""

    def __init__(self, file: BinaryIO, new_frame: Callable[[], Frame]) -> None:
        self._file = file
        self._new_frame = new_frame
        self._frame = new_frame()
        self._pending = bytearray()
        self._digest = hashlib.sha256()
        self._diff_id = hashlib.sha256()
        self._size = 0
        self._uncompressed_size = 0

    def add(self, data: bytes) -> None:
        """Appends bytes to the tar."""
        self._pending += data
        while len(self._pending) >= _PIECE_SIZE:
            piece = bytes(self._pending[:_PIECE_SIZE])
            del self._pending[:_PIECE_SIZE]
            self._compress(piece)

    def finish(self) -> Sums:
        """Ends the body, appends the end of the archive as a frame of its own."""
        self._compress(bytes(self._pending))
        self._write(self._frame.flush())
        body_size = self._size
        self._diff_id.update(END_OF_ARCHIVE)
        self._uncompressed_size += len(END_OF_ARCHIVE)
        self._write(compressed_end(self._new_frame))
        return Sums(
            digest=f"sha256:{self._digest.hexdigest()}",
            diff_id=f"sha256:{self._diff_id.hexdigest()}",
            size=self._size,
            uncompressed_size=self._uncompressed_size,
            body_size=body_size,
        )

    def _compress(self, data: bytes) -> None:
        self._diff_id.update(data)
        self._uncompressed_size += len(data)
        self._write(self._frame.compress(data))

    def _write(self, data: bytes) -> None:
        self._digest.update(data)
        self._size += len(data)
        self._file.write(data)
