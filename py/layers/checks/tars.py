"""The rule that a layer is what its descriptor and its listing say: the only one that reads layers.

Everything else trusts what the action said that wrote the layer; this is what makes that a fact.
"""

from __future__ import annotations

import itertools
import os

from layers.checks.findings import Finding, name_of
from layers.checks.layer_contents import Contents, end_of, read_contents
from layers.listings import read_listing
from layers.plans import read_record
from layers.records import Descriptor
from layers.serving.execution_root import located
from layers.serving.request import stop_if_cancelled
from layers.tar.layer_file import END_OF_ARCHIVE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from layers.listings import Listing
    from layers.records import ListingEntry, Plan

_FIX = "Build the layers again: something has changed or cut off a file since it was written."


def check_tars(plan: Plan) -> tuple[Finding, ...]:
    """Reads all layers.

    Args:
        plan: the layers in order.

    Raises:
        LayersError: if a descriptor or a listing is none.
    """
    sums: list[tuple[str, ...]] = []
    entries: list[tuple[str, ...]] = []
    for layer in plan.layers:
        stop_if_cancelled()
        descriptor = read_record(Descriptor, layer.descriptor)
        contents = read_contents(located(layer.tar), descriptor.media_type)
        subject = f"{name_of(layer.layer)}: {layer.tar}"
        if lines := tuple(_sum_problems(descriptor, contents, located(layer.tar))):
            sums.append((subject, *lines))
        if lines := tuple(_entry_problems(read_listing(layer.listing), contents)):
            entries.append((subject, *lines))
    return (
        Finding(
            rule="expected layers that are what their descriptors say, got others",
            problems=tuple(sums),
            fix=_FIX,
        ),
        Finding(
            rule="expected layers that hold what their listings say, got others",
            problems=tuple(entries),
            fix=_FIX,
        ),
    )


def _sum_problems(descriptor: Descriptor, contents: Contents, src: str) -> Iterator[str]:
    files = [entry for entry in contents.entries if entry.type != "directory"]
    found = {
        "digest": contents.digest,
        "diff_id": contents.diff_id,
        "size": os.stat(src).st_size,
        "uncompressed_size": contents.uncompressed_size,
        "file_count": len(files),
        "content_size": sum(entry.size for entry in files),
    }
    for field, value in found.items():
        expected = getattr(descriptor, field)
        if expected != value:
            yield f"{field}: expected {expected!r}, got {value!r}"
    end = end_of(src, descriptor)
    if end != END_OF_ARCHIVE:
        yield (
            f"body_size: expected {len(END_OF_ARCHIVE)} zeros behind the first "
            f"{descriptor.body_size} bytes, got {len(end)} bytes"
        )


def _entry_problems(listing: Listing, contents: Contents) -> Iterator[str]:
    """Yields the first difference: what follows may be shifted by it."""
    if contents.problem:
        yield f"tar: {contents.problem}"
        return
    pairs = itertools.zip_longest(map(_as_read, listing.entries), contents.entries)
    for number, (expected, found) in enumerate(pairs, start=1):
        if expected != found:
            yield f"entry {number}: expected {_described(expected)}, got {_described(found)}"
            return


def _as_read(entry: ListingEntry) -> ListingEntry:
    """Returns what a tar says of an entry, and no more."""
    return entry.replace(machine="", format="", src="", component=0, copies=())


def _described(entry: ListingEntry | None) -> str:
    if entry is None:
        return "none"
    what = f"{entry.type} {entry.dest!r}, mode {entry.mode:04o}"
    if entry.type == "file":
        return f"{what}, {entry.size} bytes, sha256 {entry.sha256[:12]}"
    return f"{what} to {entry.target!r}" if entry.type == "link" else what
