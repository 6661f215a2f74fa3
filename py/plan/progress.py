"""What the tool says on stderr while it works."""

import sys
from collections.abc import Callable

from rich.console import Console
from rich.progress import Progress

_SHOWN_WARNINGS = 5


def say(line: str) -> None:
    """Writes one line to stderr."""
    sys.stderr.write(f"plan: {line}\n")
    sys.stderr.flush()


def warn(warnings: list[str]) -> None:
    """Writes warnings to stderr: the first ones, and how many more there are."""
    for warning in warnings[:_SHOWN_WARNINGS]:
        say(warning)
    if len(warnings) > _SHOWN_WARNINGS:
        say(f"and {len(warnings) - _SHOWN_WARNINGS} more of {len(warnings)} warnings")


class Counting:
    """A bar on a terminal, one line elsewhere."""

    def __init__(self, what: str) -> None:
        """Starts nothing yet.

        Args:
            what: is counted: "commits of uv.lock".
        """
        self._what = what
        self._bar = Progress(console=Console(stderr=True), transient=True)
        self._task = self._bar.add_task(what, total=None)

    def __enter__(self) -> Callable[[int, int], None]:
        """Returns what takes how many are done, and how many there are."""
        if not sys.stderr.isatty():
            return self._say_at_the_end
        self._bar.start()
        return self._move

    def __exit__(self, *_: object) -> None:
        """Takes the bar away."""
        self._bar.stop()

    def _move(self, done: int, total: int) -> None:
        self._bar.update(self._task, completed=done, total=total)

    def _say_at_the_end(self, done: int, total: int) -> None:
        if done == total:
            say(f"read {total} {self._what}")
