"""What a bucket holds once although several of its members have it.

docker and podman refuse a layer that has a dest twice: https://github.com/vbatts/tar-split, which
both use, says "duplicates of file paths not supported". Members have directories in common, and
namespace packages the same `__init__.py`.
"""

from __future__ import annotations

from layers.errors import BucketError, LayersError, raise_all
from layers.record import Record
from layers.records import Copy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.buckets.members import Member
    from layers.records import Component, ListingEntry


class Kept(Record):
    """The entries of a bucket."""

    entries: tuple[ListingEntry, ...]
    """In the order of the tar, components counted over all members."""

    left_out: tuple[frozenset[int], ...]
    """Per member, the numbers of the entries that an earlier one has too."""


def without_repeated(members: Sequence[Member]) -> Kept:
    """Joins listings, every dest once.

    Args:
        members: in the order of the bucket.

    Raises:
        BucketError: if members put different things at one dest; all such pairs at once.
    """
    components: list[Component] = []
    first_by_dest: dict[str, ListingEntry] = {}
    copies: dict[str, list[Copy]] = {}
    left_out = []
    problems: list[LayersError] = []
    for member in members:
        repeated = set()
        for number, entry in enumerate(_counted(member, len(components))):
            first = first_by_dest.setdefault(entry.dest, entry)
            if entry.copies:
                copies.setdefault(entry.dest, []).extend(entry.copies)
            if first is entry:
                continue
            repeated.add(number)
            if _content(first) != _content(entry):
                problems.append(_differs(components, member, first, entry))
            elif entry.src:
                copy = Copy(src=entry.src, component=entry.component)
                copies.setdefault(entry.dest, []).append(copy)
        components += member.listing.components
        left_out.append(frozenset(repeated))
    raise_all(problems)
    return Kept(
        entries=tuple(
            entry.replace(copies=tuple(copies[dest])) if copies.get(dest) else entry
            for dest, entry in first_by_dest.items()
        ),
        left_out=tuple(left_out),
    )


def _counted(member: Member, first: int) -> Sequence[ListingEntry]:
    """Returns entries whose components count from `first`."""
    if not first:
        return member.listing.entries
    return [
        entry.replace(
            component=first + entry.component,
            copies=tuple(copy.replace(component=first + copy.component) for copy in entry.copies),
        )
        for entry in member.listing.entries
    ]


def _content(entry: ListingEntry) -> tuple[str, int, int, str, str]:
    return (entry.type, entry.mode, entry.size, entry.sha256, entry.target)


def _differs(
    components: Sequence[Component], member: Member, first: ListingEntry, second: ListingEntry
) -> BucketError:
    owner = components[first.component]
    return BucketError(
        f"{first.dest}: expected one content, got packages that put different ones there",
        evidence=[
            _side(owner, first),
            _side(member.listing.components[second.component - len(components)], second),
        ],
        fix="Drop one of them from the deps, or take versions of them that do not ship the same "
        "file.",
    )


def _side(owner: Component, entry: ListingEntry) -> str:
    what = {
        "file": f"file of {entry.size} bytes, sha256 {entry.sha256[:12]}",
        "link": f"link to {entry.target!r}",
        "directory": "directory",
    }[entry.type]
    return f"{owner.label or owner.name}: {what}, mode {entry.mode:04o}"
