"""Where a package that is too large for one layer is cut: paths that the next version has too."""

from collections.abc import Sequence
from typing import NamedTuple

_EARLIEST = 0.5
"""A part is cut at a directory if it is this full there."""


class Item(NamedTuple):
    """One file of a package."""

    path: str
    """Below site-packages."""
    size: int
    """Bytes; of a compressed layer, those that fall to it."""


def boundaries(items: Sequence[Item], most: int) -> list[str]:
    """Returns the paths at which each part but the first begins.

    The directory that stands highest is the place to cut, if the part is half full there: files
    come and go, directories stay. A part with one file may be larger than it should.

    Args:
        items: the files, in any order.
        most: bytes of a part.

    Returns:
        Sorted paths, of directories or files; empty where all fits, or nothing can be cut.
    """
    items = sorted(items, key=lambda item: item.path.encode())
    cuts: list[str] = []
    start = 0
    while start < len(items):
        end = _end(items, start, most)
        if end == len(items):
            break
        start = _best(items, start, end, most)
        cuts.append(_begin(items[start - 1].path, items[start].path))
    return cuts


def _end(items: Sequence[Item], start: int, most: int) -> int:
    """Returns the first item that does not fit; one item always does."""
    size = 0
    for position in range(start, len(items)):
        size += items[position].size
        if size > most and position > start:
            return position
    return len(items)


def _best(items: Sequence[Item], start: int, end: int, most: int) -> int:
    """Returns the item before which to cut: the highest directory, of equals the last."""
    size = 0
    best, depth = end, _begin(items[end - 1].path, items[end].path).count("/")
    for position in range(start + 1, end):
        size += items[position - 1].size
        found = _begin(items[position - 1].path, items[position].path).count("/")
        if size >= most * _EARLIEST and (found < depth or (found == depth and best != end)):
            best, depth = position, found
    return best


def _begin(before: str, path: str) -> str:
    """Returns the highest directory of a path that does not begin before it, or the path itself."""
    words = path.split("/")
    for count in range(1, len(words)):
        directory = "/".join(words[:count])
        if directory.encode() > before.encode():
            return directory
    return path
