"""What a layer action found while it wrote: the header of a listing, and its entries."""

from __future__ import annotations

from layers.errors import SchemaError
from layers.record import Record
from layers.records import Component, ListingEntry, ListingHeader, decode
from layers.serving.execution_root import located

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


class Listing(Record):
    """One listing, read whole."""

    header: ListingHeader

    components: tuple[Component, ...]
    """What `ListingEntry.component` counts: never empty."""

    entries: Sequence[ListingEntry]
    """In the order of the tar."""


def read_listing(src: str) -> Listing:
    """Reads a listing.

    Raises:
        SchemaError: if the file is not one.
    """
    with open(located(src), encoding="utf-8", newline="\n") as file:
        lines = file.read().split("\n")
    header = decode(ListingHeader, lines[0], f"{src}:1")
    components = header.components or (header.layer,)
    if lines[-1]:
        raise SchemaError(
            f"{src}:{len(lines)}: expected a line with its end, got {lines[-1][-60:]!r}",
            fix="The file is not whole: build it again.",
        )
    entries = [
        decode(ListingEntry, line, f"{src}:{number}")
        for number, line in enumerate(lines[1:-1], start=2)
    ]
    for number, entry in enumerate(entries, start=2):
        if entry.component >= len(components):
            raise SchemaError(
                f"{src}:{number}: expected a component below {len(components)}, "
                f"got {entry.component}",
                fix="The file is not whole: build it again.",
            )
    return Listing(header=header, components=components, entries=entries)
