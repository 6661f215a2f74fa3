"""Blocks of a tar in memory: filled from files directly, used again for the next.

A block is what is hashed, compressed and written at once. Where it ends depends on the bytes alone,
so how reads and headers happen to be cut never shows in the layer.
"""

from __future__ import annotations

import hashlib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    class Hash(Protocol):
        """A hash being computed."""

        def update(self, data: bytes | memoryview, /) -> None:
            """Takes more bytes."""

        def hexdigest(self) -> str:
            """Returns what it is so far."""


BLOCK_SIZE = 4 << 20
"""Bytes of a tar that are compressed together. Less makes layers larger, more leaves cores idle at
the end of a small one (docs/decisions/0003-compressors.md)."""

CHUNK_SIZE = 1 << 20
"""Bytes that can be read at once into a block that is not full, behind a header."""

_HEADER_ROOM = 64 << 10
"""More than the headers of any entry whose dest a system can open."""

_CAPACITY = BLOCK_SIZE + _HEADER_ROOM + CHUNK_SIZE

_idle: list[Block] = []
"""Memory for the next block, of this layer or of a worker's next."""

_MAX_IDLE = 16


class Block:
    """Bytes of a tar, and which of them are whose content."""

    def __init__(self) -> None:
        """Allocates memory that the system gives when it is first written."""
        self.memory = memoryview(bytearray(_CAPACITY))
        self.size = 0
        self.contents: list[tuple[Hash, int, int]] = []
        """Hash of a file, and where its bytes are, in the order of the tar."""

    def data(self) -> memoryview:
        """Returns what goes into the tar."""
        return self.memory[: min(self.size, BLOCK_SIZE)]

    def update_hashes(self) -> None:
        """Gives every file's hash its bytes."""
        for digest, start, end in self.contents:
            digest.update(self.memory[start:end])
        self.contents = []

    def clear(self) -> None:
        """Makes it empty."""
        self.size = 0
        self.contents = []

    def overflow(self) -> bytes:
        """Returns what was read beyond the end: the start of the next block."""
        return bytes(self.memory[BLOCK_SIZE : self.size])


def new_block() -> Block:
    """Returns an empty block."""
    try:
        return _idle.pop()
    except IndexError:
        return Block()


def reuse(block: Block) -> None:
    """Takes back a block that nobody reads any more."""
    block.clear()
    if len(_idle) < _MAX_IDLE:
        _idle.append(block)


def new_hash() -> Hash:
    """Returns a SHA-256 of nothing."""
    return hashlib.sha256()
