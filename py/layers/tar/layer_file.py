"""The file of a layer while it is written: entries go in, sums come out."""

from __future__ import annotations

from layers.record import Record
from layers.tar.blocks import BLOCK_SIZE, CHUNK_SIZE
from layers.tar.pipeline import Pipeline

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO, Self

    from layers.tar.blocks import Block, Hash
    from layers.tar.compression import Compress

END_OF_ARCHIVE = bytes(1024)
"""Two blocks of zeros: what follows the last entry of a tar."""


def compressed_end(compress: Compress | None) -> bytes:
    """Returns the end of the archive as a frame of its own: how every layer file ends."""
    return END_OF_ARCHIVE if compress is None else compress(END_OF_ARCHIVE)


class Sums(Record):
    """What a layer file has become."""

    digest: str
    diff_id: str
    size: int
    uncompressed_size: int
    body_size: int


class LayerFile:
    """Takes the bytes of a tar, without its end. A context, which ends what it has started."""

    def __init__(self, file: BinaryIO, compress: Compress | None) -> None:
        """Starts an empty layer.

        Args:
            file: takes the bytes; unbuffered, as they come in blocks.
            compress: as of `Compression`.
        """
        self._pipeline = Pipeline(file, compress)
        self._block: Block = self._pipeline.next_block()

    def __enter__(self) -> Self:
        """Returns itself."""
        return self

    def __exit__(self, kind: object, error: object, traceback: object) -> None:
        """Ends the threads; an error of theirs does not hide the one that is on its way."""
        try:
            self._pipeline.close()
        except Exception:
            if error is None:
                raise

    def add(self, data: bytes | memoryview) -> None:
        """Appends bytes."""
        while len(data) > CHUNK_SIZE:
            self._append(data[:CHUNK_SIZE])
            data = data[CHUNK_SIZE:]
        self._append(data)

    def add_content(self, data: bytes | memoryview, digest: Hash) -> None:
        """Appends bytes of a file, and gives them to its hash."""
        digest.update(data)
        self.add(data)

    def room(self, after: int = 0) -> memoryview:
        """Returns memory to read `CHUNK_SIZE` bytes into: what is read there is where it shall be.

        Args:
            after: bytes to leave free for a header.
        """
        start = self._block.size + after
        return self._block.memory[start : start + CHUNK_SIZE]

    def take(self, size: int, digest: Hash, header: bytes = b"") -> None:
        """Appends a header, and the bytes that are behind it in the room.

        Args:
            size: of these bytes.
            digest: of the file; gets its bytes later.
            header: as many bytes as `room` was told to leave free.
        """
        block = self._block
        start = block.size + len(header)
        block.memory[block.size : start] = header
        block.contents.append((digest, start, start + size))
        self._advance(len(header) + size)

    def end_frame(self) -> None:
        """Makes what was added so far frames of its own."""
        self._block = self._pipeline.flush(self._block)

    def finish(self) -> Sums:
        """Ends the body, appends the end of the archive as a frame of its own."""
        digest, diff_id, body_size = self._pipeline.finish(self._block, END_OF_ARCHIVE)
        return Sums(
            digest=digest,
            diff_id=diff_id,
            size=self._pipeline.size,
            uncompressed_size=self._pipeline.uncompressed_size,
            body_size=body_size,
        )

    def _append(self, data: bytes | memoryview) -> None:
        block = self._block
        block.memory[block.size : block.size + len(data)] = data
        self._advance(len(data))

    def _advance(self, size: int) -> None:
        block = self._block
        block.size += size
        if block.size >= BLOCK_SIZE:
            rest = block.overflow()
            self._pipeline.push(block)
            self._block = self._pipeline.next_block()
            self._block.memory[: len(rest)] = rest
            self._block.size = len(rest)
