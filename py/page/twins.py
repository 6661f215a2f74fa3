"""Files with the same bytes at several places of an image: what is carried more than once."""

import dataclasses
from collections.abc import Iterable

from layers.human_size import human_size
from layers.printable import printable
from layers.records import ListingEntry
from reports.model import Image

_LEAST = 1024
"""Bytes of a file that is worth a word: licences and empty modules are alike everywhere."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Twin:
    """One content, at several dests."""

    size: str
    wasted: str
    dests: tuple[str, ...]


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Twins:
    """All of them, the costliest first."""

    shown: tuple[Twin, ...]
    count: int
    wasted: str
    """Bytes of all copies but one of each."""

    known: bool
    """Whether the report tells contents apart."""


def twins_of(image: Image, most: int) -> Twins:
    """Returns what an image holds more than once.

    Args:
        image: of a report.
        most: contents that are shown.

    Raises:
        LayersError: if a layer cannot be read.
    """
    found = [(copies[0].size * (len(copies) - 1), copies) for copies in _alike(image)]
    found.sort(key=lambda one: (-one[0], one[1][0].dest))
    return Twins(
        shown=tuple(
            Twin(
                size=human_size(copies[0].size),
                wasted=human_size(wasted),
                dests=tuple(printable(copy.dest) for copy in copies),
            )
            for wasted, copies in found[:most]
        ),
        count=len(found),
        wasted=human_size(sum(wasted for wasted, _ in found)),
        known=any(e.sha256 for layer in image.layers for e in layer.contents.entries),
    )


def _alike(image: Image) -> Iterable[list[ListingEntry]]:
    """Returns the files of each content that stands at several dests."""
    by_content: dict[str, dict[str, ListingEntry]] = {}
    for layer in image.layers:
        for entry in layer.contents.entries:
            if entry.sha256 and entry.size >= _LEAST:
                by_content.setdefault(entry.sha256, {}).setdefault(entry.dest, entry)
    return [list(by_dest.values()) for by_dest in by_content.values() if len(by_dest) > 1]
