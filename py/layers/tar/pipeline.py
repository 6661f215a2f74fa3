"""From blocks to the layer file: hashed, compressed and written, on more than one core.

A layer of one block, as most are, is made here; others are made by threads: `layers.tar.threads`.
"""

from __future__ import annotations

from layers.tar.blocks import new_block, new_hash, reuse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO

    from layers.tar.blocks import Block
    from layers.tar.compression import Compress
    from layers.tar.threads import Threads


class Pipeline:
    """Takes blocks in order, gives a file and its sums."""

    def __init__(self, file: BinaryIO, compress: Compress | None) -> None:
        """Starts nothing yet.

        Args:
            file: takes the layer.
            compress: as of `Compression`.
        """
        self._file = file
        self._compress = compress
        self._diff_id = new_hash()
        self._digest = self._diff_id if compress is None else new_hash()
        self._threads: Threads | None = None
        self.size = 0
        self.uncompressed_size = 0

    def next_block(self) -> Block:
        """Returns an empty block; waits while as many as memory allows are on their way."""
        return self._threads.next_block() if self._threads else new_block()

    def push(self, block: Block) -> None:
        """Takes a block that others follow.

        Raises:
            Exception: what a thread has met with a block before it.
        """
        if self._threads is None:
            from layers.tar.threads import Threads  # noqa: PLC0415 - not for layers of one block

            self._threads = Threads(self)
        self._threads.push(block)

    def flush(self, block: Block) -> Block:
        """Takes a block that is not full, whose frames are then its own.

        Returns:
            An empty block.

        Raises:
            Exception: what a thread has met with a block before it.
        """
        if self._threads:
            self._threads.push(block)
            return self.next_block()
        self._pass(block)
        return new_block()

    def finish(self, block: Block, end: bytes) -> tuple[str, str, int]:
        """Takes the last block and the end of the archive, which gets a frame of its own.

        Returns:
            Digest, diff_id, and the bytes of the file before that frame.

        Raises:
            Exception: what a thread has met.
        """
        if self._threads:
            self._threads.push(block)
            self.close()
        else:
            self._pass(block)
        body_size = self.size
        self._diff_id.update(end)
        self.uncompressed_size += len(end)
        self.write(end if self._compress is None else self._compress(end))
        return (
            f"sha256:{self._digest.hexdigest()}",
            f"sha256:{self._diff_id.hexdigest()}",
            body_size,
        )

    def _pass(self, block: Block) -> None:
        """Does here what threads do."""
        self.hash(block)
        block.update_hashes()
        self.write(self.compressed(block))
        reuse(block)

    def close(self) -> None:
        """Ends the threads.

        Raises:
            Exception: what one of them has met.
        """
        threads, self._threads = self._threads, None
        if threads:
            threads.close()

    def hash(self, block: Block) -> None:
        """Adds a block to the diff_id."""
        data = block.data()
        self._diff_id.update(data)
        self.uncompressed_size += len(data)

    def compressed(self, block: Block) -> bytes | memoryview:
        """Returns what the file gets for a block."""
        data = block.data()
        return data if self._compress is None or not data else self._compress(data)

    def write(self, data: bytes | memoryview) -> None:
        """Appends to the file."""
        if self._digest is not self._diff_id:
            self._digest.update(data)
        self.size += len(data)
        self._file.write(data)
