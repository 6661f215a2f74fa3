"""A part of a file as the body of a request: read while it is sent, told of as it goes."""

from collections.abc import Callable, Iterator
from typing import BinaryIO

from registry.retries import Retries

_BLOCK_BYTES = 1 << 18


class Part:
    """The bytes from a position on."""

    def __init__(
        self, file: BinaryIO, start: int, end: int, *, retries: Retries, told: Callable[[int], None]
    ) -> None:
        """Reads nothing yet.

        Args:
            file: open; its position is set.
            start: of the first byte.
            end: after the last byte.
            retries: a push that was given up stops here.
            told: gets the position in the file after each block.
        """
        file.seek(start)
        self._file = file
        self._position = start
        self._end = end
        self._retries = retries
        self._told = told

    def __iter__(self) -> Iterator[bytes]:
        """Yields the bytes, a block at a time."""
        while left := self._end - self._position:
            self._retries.check()
            content = self._file.read(min(left, _BLOCK_BYTES))
            if not content:
                return  # a file that was cut off meanwhile: the registry tells
            yield content
            self._position += len(content)
            self._told(self._position)
