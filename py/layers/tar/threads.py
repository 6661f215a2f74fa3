"""The threads of a layer of several blocks.

One hashes blocks, one the files in them, some compress, and one writes; the thread that reads files
into blocks is the caller's. They run in C, without Python's lock.
"""

from __future__ import annotations

import os
import threading
from queue import SimpleQueue

from layers.tar.blocks import new_block, reuse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from layers.tar.blocks import Block
    from layers.tar.pipeline import Pipeline

    _Work = Callable[["_Passage"], None]
    _Queue = SimpleQueue["_Passage | None"]

_MAX_COMPRESSORS = 8
"""More than one thread can read for."""


class _Passage:
    """A block on its way through the threads."""

    def __init__(self, block: Block) -> None:
        self.block = block
        self.passed = threading.Semaphore(0)
        """Released by each kind of thread that is done with it, but for the one that writes."""
        self.data: bytes | memoryview = b""


class Threads:
    """The threads of one layer: all kinds get every block, the one that writes as the last."""

    def __init__(self, pipeline: Pipeline) -> None:
        """Starts them.

        Args:
            pipeline: what they do with a block.

        Raises:
            RuntimeError: if the system has no thread to give.
        """
        self._pipeline = pipeline
        self.error: Exception | None = None
        self._free: SimpleQueue[Block | None] = SimpleQueue()
        self._queues: list[tuple[_Queue, int]] = []
        self._started: list[threading.Thread] = []
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
        count = min(cores or 1, _MAX_COMPRESSORS)
        for _ in range(count + 2):
            self._free.put(None)
        try:
            self._start(1, self._pass, lambda one: pipeline.hash(one.block))
            self._start(1, self._pass, lambda one: one.block.update_hashes())
            self._start(count, self._pass, self._compress)
            self._start(1, self._write_in_order, lambda one: pipeline.write(one.data))
        except RuntimeError:
            self._end()
            raise

    def next_block(self) -> Block:
        """Returns an empty block; waits while as many as memory allows are on their way."""
        return self._free.get() or new_block()

    def push(self, block: Block) -> None:
        """Takes a block.

        Raises:
            Exception: what a thread has met with a block before it.
        """
        passage = _Passage(block)
        for queue, _ in self._queues:
            queue.put(passage)
        if self.error:
            raise self.error

    def close(self) -> None:
        """Waits until all blocks are written, and ends the threads.

        Raises:
            Exception: what one of them has met.
        """
        self._end()
        while not self._free.empty():
            block = self._free.get()
            if block:
                reuse(block)
        if self.error:
            raise self.error

    def _start(self, threads: int, run: Callable[[_Work, _Queue], None], work: _Work) -> None:
        queue: _Queue = SimpleQueue()
        self._queues.append((queue, threads))
        for _ in range(threads):
            thread = threading.Thread(target=run, args=(work, queue), daemon=True)
            thread.start()
            self._started.append(thread)

    def _end(self) -> None:
        for queue, threads in self._queues:
            for _ in range(threads):
                queue.put(None)
        for thread in self._started:
            thread.join()

    def _pass(self, work: _Work, queue: _Queue) -> None:
        while passage := queue.get():
            self._try(work, passage)
            passage.passed.release()

    def _write_in_order(self, work: _Work, queue: _Queue) -> None:
        while passage := queue.get():
            for _ in self._queues[:-1]:
                passage.passed.acquire()
            self._try(work, passage)
            passage.data = b""
            passage.block.clear()
            self._free.put(passage.block)

    def _try(self, work: _Work, passage: _Passage) -> None:
        """Does nothing more once a thread has met an error, which the thread that waits raises."""
        try:
            if not self.error:
                work(passage)
        except Exception as error:  # noqa: BLE001 - raised by the thread that waits
            self.error = error

    def _compress(self, passage: _Passage) -> None:
        passage.data = self._pipeline.compressed(passage.block)
