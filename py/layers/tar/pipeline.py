"""From blocks to the layer file: hashed, compressed and written, on more than one core.

One thread reads files into blocks, one hashes blocks and one the files in them, some compress, one
writes. They run in C,
without Python's lock. A layer of one block, as most are, starts no thread.
"""

from __future__ import annotations

import os

from layers.tar.blocks import new_block, new_hash, reuse

TYPE_CHECKING = False
if TYPE_CHECKING:
    import threading
    from collections.abc import Callable
    from queue import SimpleQueue
    from typing import BinaryIO

    from layers.tar.blocks import Block
    from layers.tar.compression import Compress

_MAX_COMPRESSORS = 8
"""More than one thread can read for."""


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
        self._threads: _Threads | None = None
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
            self._threads = _Threads(self)
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


class _Passage:
    """A block on its way through the threads."""

    def __init__(self, block: Block, done: Callable[[], threading.Event]) -> None:
        self.block = block
        self.hashed = done()
        self.files_hashed = done()
        self.ready = done()
        self.data: bytes | memoryview = b""


class _Threads:
    """The threads of one layer."""

    def __init__(self, pipeline: Pipeline) -> None:
        import threading  # noqa: PLC0415 - not for layers of one block
        from queue import SimpleQueue  # noqa: PLC0415

        self._pipeline = pipeline
        self._event = threading.Event
        self.error: Exception | None = None
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
        count = min(cores or 1, _MAX_COMPRESSORS)
        self._free: SimpleQueue[Block | None] = SimpleQueue()
        for _ in range(count + 2):
            self._free.put(None)
        self._queues: list[tuple[SimpleQueue[_Passage | None], int]] = []
        self._started: list[threading.Thread] = []
        for work, threads in (
            (self._hash, 1),
            (self._hash_files, 1),
            (self._prepare, count),
            (self._write, 1),
        ):
            queue: SimpleQueue[_Passage | None] = SimpleQueue()
            self._queues.append((queue, threads))
            self._started += [
                threading.Thread(target=self._run, args=(work, queue), daemon=True)
                for _ in range(threads)
            ]
        for thread in self._started:
            thread.start()

    def next_block(self) -> Block:
        return self._free.get() or new_block()

    def push(self, block: Block) -> None:
        passage = _Passage(block, self._event)
        for queue, _ in self._queues:
            queue.put(passage)
        if self.error:
            raise self.error

    def close(self) -> None:
        for queue, threads in self._queues:
            for _ in range(threads):
                queue.put(None)
        for thread in self._started:
            thread.join()
        while not self._free.empty():
            block = self._free.get()
            if block:
                reuse(block)
        if self.error:
            raise self.error

    def _run(self, work: Callable[[_Passage], None], queue: SimpleQueue[_Passage | None]) -> None:
        while passage := queue.get():
            work(passage)

    def _hash(self, passage: _Passage) -> None:
        try:
            self._pipeline.hash(passage.block)
        except Exception as error:  # noqa: BLE001 - raised by the thread that waits
            self.error = error
        passage.hashed.set()

    def _hash_files(self, passage: _Passage) -> None:
        try:
            passage.block.update_hashes()
        except Exception as error:  # noqa: BLE001 - raised by the thread that waits
            self.error = error
        passage.files_hashed.set()

    def _prepare(self, passage: _Passage) -> None:
        try:
            passage.data = self._pipeline.compressed(passage.block)
        except Exception as error:  # noqa: BLE001 - raised by the thread that waits
            self.error = error
        passage.ready.set()

    def _write(self, passage: _Passage) -> None:
        passage.ready.wait()
        try:
            if not self.error:
                self._pipeline.write(passage.data)
        except Exception as error:  # noqa: BLE001 - raised by the thread that waits
            self.error = error
        passage.hashed.wait()
        passage.files_hashed.wait()
        passage.data = b""
        passage.block.size = 0
        self._free.put(passage.block)
