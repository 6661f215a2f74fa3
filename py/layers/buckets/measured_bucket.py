"""What a bucket will be, from members that were measured: nothing is read but what they say."""

from __future__ import annotations

from layers.records import Descriptor
from layers.tar import headers
from layers.tar.headers import Header, header_bytes, padding
from layers.tar.layer_file import END_OF_ARCHIVE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from layers.buckets.members import Member
    from layers.buckets.repeated import Kept
    from layers.records import Bucket, ListingEntry
    from layers.tar.archive import Owner

_TYPES = {"file": headers.FILE, "link": headers.LINK, "directory": headers.DIRECTORY}


def measured_bucket(
    bucket: Bucket, members: Sequence[Member], kept: Kept, owner: Owner
) -> Descriptor:
    """Returns what is known of a bucket before it is written.

    Args:
        bucket: the request.
        members: of it.
        kept: their entries, every dest once.
        owner: of every entry.
    """
    return Descriptor(
        layer=bucket.layer,
        uncompressed_size=tar_size(kept.entries, owner),
        file_count=sum(entry.type != "directory" for entry in kept.entries),
        content_size=sum(entry.size for entry in kept.entries),
        components=tuple(c for member in members for c in member.listing.components),
    )


def tar_size(entries: Iterable[ListingEntry], owner: Owner) -> int:
    """Returns the bytes of a tar.

    Args:
        entries: all that it holds.
        owner: of every entry: a large number needs a longer header.
    """
    return len(END_OF_ARCHIVE) + sum(_entry_size(entry, owner) for entry in entries)


def _entry_size(entry: ListingEntry, owner: Owner) -> int:
    slash = "/" if entry.type == "directory" else ""
    header = Header(
        name=f"{entry.dest}{slash}".encode(),
        type=_TYPES[entry.type],
        mode=entry.mode,
        uid=owner.uid,
        gid=owner.gid,
        size=entry.size,
        target=entry.target.encode(),
    )
    return len(header_bytes(header)) + entry.size + len(padding(entry.size))
