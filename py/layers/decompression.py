"""A layer file as a stream of the tar in it, across all its frames, in bounded memory."""

from __future__ import annotations

from layers.compression import MEDIA_TYPE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, Protocol

    class Source(Protocol):
        """What compressed bytes are read from."""

        def read(self, size: int, /) -> bytes:
            """Returns at most `size` bytes; none at the end."""


PIECE_SIZE = 1 << 20
"""The most bytes of the tar that are given at once."""

_READ_SIZE = 1 << 18

_GZIP_WINDOW = 31
"""A gzip member with any window: `inflateInit2` of https://zlib.net/manual.html."""


def decompressed(source: Source, media_type: str) -> Iterator[bytes]:
    """Yields the tar piece by piece.

    Args:
        source: whole frames; where the last is cut off, the stream ends without an error.
        media_type: of a layer whose compressor this Python has.

    Raises:
        ValueError: if the bytes are not of this compression.
    """
    if media_type == f"{MEDIA_TYPE}+zstd":
        return _zstd(source)
    if media_type == f"{MEDIA_TYPE}+gzip":
        return _gzip(source)
    return iter(lambda: source.read(PIECE_SIZE), b"")


def _zstd(source: Source) -> Iterator[bytes]:
    import zstandard  # noqa: PLC0415 - not of every compression

    readable: Any = source  # its types ask for a whole file
    reader = zstandard.ZstdDecompressor().stream_reader(
        readable, read_size=_READ_SIZE, read_across_frames=True
    )
    try:
        yield from iter(lambda: reader.read(PIECE_SIZE), b"")
    except zstandard.ZstdError as error:
        raise ValueError(str(error)) from None


def _gzip(source: Source) -> Iterator[bytes]:
    import zlib  # noqa: PLC0415 - not of every compression, and any gives the same bytes

    member = zlib.decompressobj(_GZIP_WINDOW)
    piece = data = b""
    try:
        # A full piece may leave bytes in the decompressor that need no more input.
        while len(piece) == PIECE_SIZE or data or (data := source.read(_READ_SIZE)):
            piece = member.decompress(data, PIECE_SIZE)
            yield piece
            data = member.unconsumed_tail
            if member.eof:
                data, piece = member.unused_data, b""
                member = zlib.decompressobj(_GZIP_WINDOW)
    except zlib.error as error:
        raise ValueError(str(error)) from None
