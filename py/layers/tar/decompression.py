"""A layer file as the frames it consists of, and the piece of the tar in each.

The writer makes a frame per block, so a frame and its content fit into memory: `layers.tar.blocks`.
"""

from __future__ import annotations

from layers.record import Record
from layers.tar.compression import MEDIA_TYPE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any, Protocol

    class Source(Protocol):
        """What compressed bytes are read from."""

        def read(self, size: int, /) -> bytes:
            """Returns at most `size` bytes; none at the end."""


class Frame(Record):
    """What can be decompressed on its own."""

    raw: bytes
    """As it is in the file."""

    data: bytes
    """What it holds."""


_PIECE_SIZE = 1 << 20
"""Bytes of a frame where nothing is compressed."""

_READ_SIZE = 1 << 18

_GZIP_WINDOW = 31
"""A gzip member with any window: `inflateInit2` of https://zlib.net/manual.html."""


def frames(source: Source, media_type: str) -> Iterator[Frame]:
    """Yields the frames of a layer file in order.

    Args:
        source: whole frames.
        media_type: of a layer whose compressor this Python has.

    Raises:
        ValueError: if the bytes are not of this compression, or end within a frame.
    """
    if media_type == f"{MEDIA_TYPE}+zstd":
        import zstandard  # noqa: PLC0415 - not of every compression

        decompressor = zstandard.ZstdDecompressor()
        return _frames(source, decompressor.decompressobj, zstandard.ZstdError)
    if media_type == f"{MEDIA_TYPE}+gzip":
        import zlib  # noqa: PLC0415 - not of every compression, and any gives the same bytes

        return _frames(source, lambda: zlib.decompressobj(_GZIP_WINDOW), zlib.error)
    return (Frame(raw=piece, data=piece) for piece in iter(lambda: source.read(_PIECE_SIZE), b""))


def decompressed(source: Source, media_type: str) -> Iterator[bytes]:
    """Yields the tar piece by piece, as `frames` does."""
    return (frame.data for frame in frames(source, media_type))


def _frames(
    source: Source, new_frame: Callable[[], Any], error_type: type[Exception]
) -> Iterator[Frame]:
    rest = source.read(_READ_SIZE)
    while rest:
        frame, raw, data = new_frame(), list[bytes](), list[bytes]()
        while not frame.eof:
            if not rest:
                raise ValueError("the last frame is cut off")
            try:
                data.append(frame.decompress(rest))
            except error_type as error:
                raise ValueError(str(error)) from None
            unused = frame.unused_data
            raw.append(rest[: len(rest) - len(unused)])
            rest = unused or source.read(_READ_SIZE)
        yield Frame(raw=b"".join(raw), data=b"".join(data))
