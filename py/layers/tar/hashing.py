"""Hashes computed by a thread of their own: `hashlib` leaves the interpreter's lock to others."""

from __future__ import annotations

import queue
import threading

TYPE_CHECKING = False
if TYPE_CHECKING:
    import hashlib
    from typing import Self

_MAX_WAITING = 16
"""Pieces in memory that are not hashed yet."""


class Hashing:
    """A context, whose thread ends with it."""

    def __init__(self) -> None:
        """Starts the thread."""
        self._pieces: queue.Queue[tuple[hashlib._Hash, bytes] | None] = queue.Queue(_MAX_WAITING)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        """Returns itself."""
        return self

    def __exit__(self, kind: object, error: object, traceback: object) -> None:
        """Ends the thread."""
        self._pieces.put(None)
        self._thread.join()

    def update(self, digest: hashlib._Hash, data: bytes) -> None:
        """Gives bytes to a hash, soon."""
        self._pieces.put((digest, data))

    def hexdigest(self, digest: hashlib._Hash) -> str:
        """Returns what a hash is when it has all bytes given so far."""
        self._pieces.join()
        return digest.hexdigest()

    def _run(self) -> None:
        while piece := self._pieces.get():
            digest, data = piece
            digest.update(data)
            self._pieces.task_done()
