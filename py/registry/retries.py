"""When something is tried again, and after how long."""

import dataclasses
import random
import threading
from collections.abc import Callable
from typing import TypeVar

from registry.errors import BusyError, StoppedError

T = TypeVar("T")

_MOST_SECONDS = 30
_MOST_ASKED_SECONDS = 300
"""A registry that asks for more than that is not waited for longer."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Retries:
    """How patient a push is; shared by its threads."""

    attempts: int = 5
    first_seconds: float = 0.5
    """Doubles with each further attempt."""

    stop: threading.Event = dataclasses.field(default_factory=threading.Event)
    """Set, ends all waiting: another thread has failed."""

    def call(self, operation: Callable[[], T]) -> T:
        """Runs an operation until it succeeds or fails for good.

        Raises:
            BusyError: of the last attempt.
            StoppedError: if another thread failed.
        """
        attempt = 1
        while True:
            self.check()
            try:
                return operation()
            except BusyError as error:
                self.wait(attempt, error)
            attempt += 1

    def wait(self, attempt: int, error: BusyError) -> None:
        """Waits before the next attempt.

        Args:
            attempt: of those that failed, in a row.
            error: of the last one.

        Raises:
            BusyError: if it was the last attempt.
            StoppedError: if another thread failed.
        """
        if attempt >= self.attempts:
            raise error.tried(attempt) if attempt > 1 else error
        grown = min(self.first_seconds * 2 ** (attempt - 1), _MOST_SECONDS)
        # Not all clients of a registry that was down shall come back at once.
        seconds = grown * random.uniform(0.5, 1)  # noqa: S311
        if error.retry_after is not None:
            seconds = max(seconds, min(error.retry_after, _MOST_ASKED_SECONDS))
        self.stop.wait(seconds)
        self.check()

    def check(self) -> None:
        """Raises StoppedError if another thread failed."""
        if self.stop.is_set():
            raise StoppedError("push: expected all requests to go on, got one that failed")
