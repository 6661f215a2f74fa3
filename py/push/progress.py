"""What is seen while a push runs: bars on a terminal, a line per blob elsewhere; on stderr."""

import contextlib
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Protocol, Self

import rich.progress
from rich.console import Console

from push.outcome import Outcome

_LARGE_BYTES = 10_000_000
"""Of a blob whose start is worth a line: its end may be a minute away."""


class Progress(Protocol):
    """Is told of a push, by several threads."""

    def sending(
        self, title: str, size: int
    ) -> contextlib.AbstractContextManager[Callable[[int], None]]:
        """Surrounds the sending of a blob.

        Args:
            title: what people call it.
            size: bytes of all of it.

        Returns:
            What gets the count of bytes that were sent.
        """

    def done(self, outcome: Outcome) -> None:
        """Tells of a blob, a manifest or a tag that is over."""


class Lines:
    """A line per event."""

    def __init__(self) -> None:
        """Writes nothing yet."""
        self._lock = threading.Lock()

    @contextlib.contextmanager
    def sending(self, title: str, size: int) -> Iterator[Callable[[int], None]]:
        """Tells of the start of a large blob."""
        if size >= _LARGE_BYTES:
            self._write(f"sending  {size:,} bytes  {title}")
        yield lambda _: None

    def done(self, outcome: Outcome) -> None:
        """Tells of what was sent or mounted: what was there is only counted."""
        if outcome.done != "skipped":
            self._write(line_of(outcome))

    def _write(self, line: str) -> None:
        with self._lock:
            sys.stderr.write(f"{line}\n")


class Bars:
    """A bar per blob that is being sent, and lines of what is over above them."""

    def __init__(self) -> None:
        """Draws nothing yet."""
        self._progress = rich.progress.Progress(
            rich.progress.TextColumn("{task.description}", markup=False),
            rich.progress.BarColumn(),
            rich.progress.DownloadColumn(),
            rich.progress.TransferSpeedColumn(),
            console=Console(stderr=True, highlight=False),
            transient=True,
        )

    def __enter__(self) -> Self:
        """Starts to draw."""
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Removes what was drawn but for the lines."""
        self._progress.stop()

    @contextlib.contextmanager
    def sending(self, title: str, size: int) -> Iterator[Callable[[int], None]]:
        """Draws a bar."""
        task = self._progress.add_task(title, total=size)
        try:
            yield lambda count: self._progress.update(task, completed=count)
        finally:
            self._progress.remove_task(task)

    def done(self, outcome: Outcome) -> None:
        """Tells of what was sent or mounted."""
        if outcome.done != "skipped":
            self._progress.console.print(line_of(outcome), markup=False, soft_wrap=True)


@contextlib.contextmanager
def shown_progress() -> Iterator[Progress]:
    """Shows progress as the terminal allows."""
    if sys.stderr.isatty():
        with Bars() as bars:
            yield bars
    else:
        yield Lines()


def line_of(outcome: Outcome) -> str:
    """Returns the line that tells of one outcome."""
    source = f" from {outcome.source}" if outcome.source else ""
    return f"{outcome.done}{source}  {outcome.size:,} bytes  {outcome.title}  {outcome.digest}"
