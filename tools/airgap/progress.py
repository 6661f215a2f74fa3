"""Says on stderr what the set-up does and how far it is."""

import os
import pathlib
import sys
import time
from types import TracebackType
from typing import Self, TextIO

_MEGABYTE = 10**6


class Step:
    """One step of the set-up: a single changing line on a terminal, plain lines elsewhere."""

    def __init__(self, title: str, dest: pathlib.Path, stream: TextIO | None = None) -> None:
        """Begins a step.

        Args:
            title: what is done, starting with a gerund.
            dest: a folder on the disk that fills; how much of it is counted.
            stream: where to write; stderr unless told.
        """
        self._title = title
        self._dest = dest
        self._stream = stream or sys.stderr
        self._started = time.monotonic()
        self._free_bytes = _free_bytes(dest)
        self._detail = ""
        self._failed = False

    def __enter__(self) -> Self:
        """Shows the title."""
        if not self._stream.isatty():
            self._write(f"bazelw: {self._title} …\n")
        return self

    def show(self, detail: str) -> None:
        """Shows what happens within the step; an empty detail leaves the last one."""
        changed = bool(detail) and detail != self._detail
        self._detail = detail or self._detail
        if self._stream.isatty():
            self._write(f"\r\033[K{self._line()[: _columns(self._stream) - 1]}")
        elif changed:
            self._write(f"bazelw:   {detail}\n")

    def fail(self) -> None:
        """Lets the step end as failed, though no exception ends it."""
        self._failed = True

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Ends the line, with how long the step took."""
        ending = "failed" if kind or self._failed else "done"
        seconds = time.monotonic() - self._started
        start = "\r\033[K" if self._stream.isatty() else ""
        self._write(f"{start}bazelw: {self._title}: {ending} ({seconds:.0f} s)\n")

    def _line(self) -> str:
        seconds = time.monotonic() - self._started
        written = max(0, self._free_bytes - _free_bytes(self._dest)) // _MEGABYTE
        return f"bazelw: {self._title}: {seconds:.0f} s, {written} MB, {self._detail}"

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()


def _free_bytes(dest: pathlib.Path) -> int:
    facts = os.statvfs(dest)
    return facts.f_bavail * facts.f_frsize


def _columns(stream: TextIO) -> int:
    try:
        return os.get_terminal_size(stream.fileno()).columns or 80
    except OSError:
        return 80
