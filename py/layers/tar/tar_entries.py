"""Which bytes of a tar belong to which entry, piece by piece, so that some can be left out.

Only of tars that this program writes: an entry is its header, an extended header before it where
there is need, and its content.

Source: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html
"""

from __future__ import annotations

import re

from layers.tar.headers import BLOCK_SIZE, padding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

_EXTENDED = ord("x")
_TYPE_AT = 156
_SIZE = slice(124, 135)
_SIZE_RECORD = re.compile(rb"(?:^|\n)\d+ size=(\d+)\n")


class EntryFilter:
    """Leaves entries out of a tar, by their place in it."""

    def __init__(self, left_out: Collection[int]) -> None:
        """Starts before the first entry.

        Args:
            left_out: numbers of entries, from 0.
        """
        self.count = 0
        """Entries whose header has been seen."""
        self._left_out = left_out
        self._head = bytearray()
        self._head_size = BLOCK_SIZE
        self._is_extension = False
        self._long_size: int | None = None
        self._content_left = 0

    def kept(self, piece: bytes) -> list[memoryview]:
        """Returns what is left of the next bytes.

        Raises:
            ValueError: if they are no tar.
        """
        kept: list[memoryview] = []
        view = memoryview(piece)
        at = 0
        while at < len(view):
            if self._content_left:
                number = self.count - 1
                end = min(at + self._content_left, len(view))
                self._content_left -= end - at
            else:
                number = self.count
                end = min(at + self._head_size - len(self._head), len(view))
                self._head += view[at:end]
                if len(self._head) == self._head_size:
                    self._end_head()
            if number not in self._left_out:
                kept.append(view[at:end])
            at = end
        return kept

    def is_between_entries(self) -> bool:
        """Tells whether the tar may end here."""
        return not (self._head or self._content_left or self._is_extension or self._long_size)

    def _end_head(self) -> None:
        head, self._head = bytes(self._head), bytearray()
        if self._is_extension:
            self._is_extension = False
            self._head_size = BLOCK_SIZE
            found = _SIZE_RECORD.search(head)
            self._long_size = int(found[1]) if found else None
            return
        size = int(head[_SIZE], 8)
        if head[_TYPE_AT] == _EXTENDED:
            self._is_extension = True
            self._head_size = size + len(padding(size))
            return
        size = self._long_size or size
        self._long_size = None
        self._content_left = size + len(padding(size))
        self.count += 1
