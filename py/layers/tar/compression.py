"""How a block of a tar becomes a part of a layer file: compressors pinned by version.

Every block is compressed on its own, into frames that are whole in themselves, so blocks can be
compressed on any number of cores and layers can be joined. Both formats allow frames to follow each
other: https://www.rfc-editor.org/rfc/rfc1952 section 2.2 and
https://www.rfc-editor.org/rfc/rfc8878 section 3.1.

The compressors are not the standard library's, whose zlib is whatever the interpreter was built
with. Which ones, and what was measured: docs/decisions/0003-compressors.md.
"""

from __future__ import annotations

import sys

from layers.errors import CompressionError
from layers.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Compress = Callable[[bytes | memoryview], bytes]
    """Takes a block, gives whole frames. Called by several threads at once."""

MEDIA_TYPE = "application/vnd.oci.image.layer.v1.tar"

_GZIP_PIECE = 1 << 20
"""Bytes of one gzip member. Its window is 32 KiB, so more in one costs memory and gains nothing."""

_SAMPLES = 16
_SAMPLE_SIZE = 2048
_INCOMPRESSIBLE = 0.97
"""A piece whose samples stay this large is stored: Deflate spends ten times the time of storing it
on learning as much."""


class Compression(Record):
    """A way to compress a layer."""

    media_type: str
    compress: Compress | None
    """`None`: the tar as it is."""


def _zstd(level: int) -> Compress:
    module = _module("zstandard", "zstandard 0.25.0", "zstd")
    idle: list[Any] = []

    def compress(block: bytes | memoryview) -> bytes:
        try:
            compressor = idle.pop()
        except IndexError:
            compressor = module.ZstdCompressor(level=level, write_checksum=True)
        frame: bytes = compressor.compress(block)
        idle.append(compressor)
        return frame

    return compress


def _gzip(level: int) -> Compress:
    module = _module("deflate", "deflate 0.9.0", "gzip")

    def compress(block: bytes | memoryview) -> bytes:
        pieces = (block[at : at + _GZIP_PIECE] for at in range(0, len(block), _GZIP_PIECE))
        return b"".join(
            module.gzip_compress(piece, 0 if _is_dense(module, piece) else level)
            for piece in pieces
        )

    return compress


def _is_dense(module: Any, piece: bytes | memoryview) -> bool:
    """Tells whether samples of a piece do not get smaller: it is compressed or random already."""
    step = len(piece) // _SAMPLES
    if step < 2 * _SAMPLE_SIZE:
        return False
    starts = range(0, step * _SAMPLES, step)
    sample = b"".join(piece[start : start + _SAMPLE_SIZE] for start in starts)
    return len(module.deflate_compress(sample, 1)) > _INCOMPRESSIBLE * len(sample)


def _module(name: str, package: str, compression: str) -> Any:
    try:
        __import__(name)
    except ImportError as error:
        raise CompressionError(
            f"compression {compression!r}: expected the package {package}, got {error!s}",
            evidence=[
                f"this is {sys.implementation.name} {sys.version.split()[0]}",
                "wheels of it exist for CPython 3.11 to 3.14",
            ],
            fix="Run the tool with one of these, or choose the compression 'none'.",
        ) from None
    return sys.modules[name]


class _Format(Record):
    suffix: str
    levels: range
    default: int
    compressor: Callable[[int], Compress | None]


_FORMATS = {
    "none": _Format(suffix="", levels=range(0), default=0, compressor=lambda _level: None),
    "gzip": _Format(suffix="+gzip", levels=range(1, 13), default=6, compressor=_gzip),
    "zstd": _Format(suffix="+zstd", levels=range(1, 20), default=3, compressor=_zstd),
}
"""zstd stops at 19: from 20 on its window is larger than what registries' decoders must have."""

COMPRESSIONS = tuple(_FORMATS)

_made: dict[tuple[str, int], Compress | None] = {}
"""Kept for the next layer of a worker, with the tables that compressors have allocated."""


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
    chosen = (name, number if level else found.default)
    if chosen not in _made:
        _made[chosen] = found.compressor(chosen[1])
    return Compression(media_type=MEDIA_TYPE + found.suffix, compress=_made[chosen])
