"""How a tar becomes a layer file: compressors pinned by version, in frames that can be joined.

A layer file is one frame for the entries and one for the end of the archive. Both formats allow
frames to follow each other: https://www.rfc-editor.org/rfc/rfc1952 section 2.2 (members) and
https://www.rfc-editor.org/rfc/rfc8878 section 3.1.

The compressors are not the standard library's: its zlib is whatever the interpreter was built
with, and other builds give other bytes. One thread, as the number of threads must not show.
"""

from __future__ import annotations

import sys

from layers.errors import CompressionError
from layers.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Protocol

    class Frame(Protocol):
        """Something being compressed that can be decompressed on its own."""

        def compress(self, data: bytes, /) -> bytes:
            """Takes more bytes; gives what is ready."""

        def flush(self) -> bytes:
            """Ends the frame; gives the rest."""


MEDIA_TYPE = "application/vnd.oci.image.layer.v1.tar"


class Compression(Record):
    """A way to compress a layer."""

    media_type: str
    new_frame: Callable[[], Frame]


class _Stored:
    """No compression."""

    def compress(self, data: bytes, /) -> bytes:
        return data

    def flush(self) -> bytes:
        return b""


class _GzipMember:
    """A gzip member with nothing of time, name or system in its header."""

    _HEADER = b"\x1f\x8b\x08\0" + bytes(4) + b"\0\xff"
    """Deflate, no flags, no time, no extra flags, unknown system."""

    def __init__(self, level: int) -> None:
        self._zlib = _module("zlib_ng.zlib_ng", "zlib-ng 1.1.0", "gzip")
        self._deflate = self._zlib.compressobj(level, self._zlib.DEFLATED, -15)
        self._ready = self._HEADER
        self._crc = 0
        self._size = 0

    def compress(self, data: bytes, /) -> bytes:
        self._crc = self._zlib.crc32(data, self._crc)
        self._size += len(data)
        ready, self._ready = self._ready, b""
        return ready + bytes(self._deflate.compress(data))

    def flush(self) -> bytes:
        trailer = self._crc.to_bytes(4, "little") + (self._size % 2**32).to_bytes(4, "little")
        return self._ready + bytes(self._deflate.flush()) + trailer


def _zstd_frame(level: int) -> Frame:
    module = _module("zstandard", "zstandard 0.25.0", "zstd")
    compressor = module.ZstdCompressor(
        level=level, write_checksum=True, write_content_size=False, threads=0
    )
    frame: Frame = compressor.compressobj()
    return frame


def _module(name: str, package: str, compression: str) -> Any:
    try:
        __import__(name)
    except ImportError as error:
        raise CompressionError(
            f"compression {compression!r}: expected the package {package}, got {error!s}",
            evidence=[
                f"this is {sys.implementation.name} {sys.version.split()[0]}",
                "wheels of it exist for CPython 3.9 to 3.14",
            ],
            fix="Run the tool with one of these, or choose the compression 'none'.",
        ) from None
    return sys.modules[name]


class _Format(Record):
    suffix: str
    levels: range
    default: int
    new_frame: Callable[[int], Frame]


_FORMATS = {
    "none": _Format(suffix="", levels=range(0), default=0, new_frame=lambda _level: _Stored()),
    "gzip": _Format(suffix="+gzip", levels=range(1, 10), default=6, new_frame=_GzipMember),
    "zstd": _Format(suffix="+zstd", levels=range(1, 20), default=3, new_frame=_zstd_frame),
}
"""zstd stops at 19: from 20 on its window is larger than what registries' decoders must have."""

COMPRESSIONS = tuple(_FORMATS)


def compression_of(name: str, level: str) -> Compression:
    """Returns a compression by its name.

    Args:
        name: one of `COMPRESSIONS`.
        level: decimal; empty: the default of that compression.

    Raises:
        CompressionError: if there is no such compression or level, or not in this Python.
    """
    found = _FORMATS.get(name)
    if found is None:
        raise CompressionError(
            f"compression: expected one of {', '.join(COMPRESSIONS)}, got {name!r}"
        )
    number = int(level) if level.isdecimal() and level.isascii() else -1
    if level and number not in found.levels:
        wanted = "no level"
        if found.levels:
            wanted = f"a level from {found.levels.start} to {found.levels.stop - 1}"
        raise CompressionError(f"compression {name!r}: expected {wanted}, got {level!r}")
    chosen = number if level else found.default
    found.new_frame(chosen)
    return Compression(
        media_type=MEDIA_TYPE + found.suffix, new_frame=lambda: found.new_frame(chosen)
    )
