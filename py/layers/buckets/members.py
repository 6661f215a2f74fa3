"""The members of a bucket, as their descriptors and listings tell of them, held to each other."""

from __future__ import annotations

import os

from layers.errors import BucketError, LayersError, raise_all
from layers.listings import Listing, read_listing
from layers.plans import read_record
from layers.record import Record
from layers.records import Descriptor
from layers.serving.execution_root import located

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from layers.records import Bucket, PlannedLayer

BUILD_AGAIN = "A file is cut off, or is not the one that its descriptor tells of: build it again."


class Member(Record):
    """One member, without its tar."""

    src: str
    """Of the tar: what errors call the member."""

    descriptor: Descriptor
    listing: Listing


def read_members(bucket: Bucket, media_type: str) -> Sequence[Member]:
    """Reads what is to be joined.

    Args:
        bucket: the request.
        media_type: that all of them must have; "": they are measured, and have no tar.

    Raises:
        BucketError: if there are none, or some do not fit together; all such problems at once.
        SchemaError: if a file is not what it must be.
    """
    name = bucket.layer.name or bucket.layer.label
    if not bucket.members:
        raise BucketError(
            f"bucket {name!r}: expected at least one member, got none",
            fix="Leave the bucket out of the plan.",
        )
    members = [_read(planned) for planned in bucket.members]
    problems: list[LayersError] = []
    root = members[0].listing.header.root
    for planned, member in zip(bucket.members, members, strict=True):
        problems += _descriptor_problems(planned, member, media_type)
        problems += _listing_problems(planned, member, root)
    raise_all(problems)
    return members


def _read(planned: PlannedLayer) -> Member:
    return Member(
        src=planned.tar,
        descriptor=read_record(Descriptor, planned.descriptor),
        listing=read_listing(planned.listing),
    )


def _descriptor_problems(
    planned: PlannedLayer, member: Member, media_type: str
) -> Iterator[BucketError]:
    descriptor = member.descriptor
    label, found = planned.layer.label, descriptor.layer.label
    if label != found:
        yield BucketError(
            f"{planned.descriptor}: expected the descriptor of {label!r}, got that of {found!r}",
            fix="Name the files of one layer in each member of the bucket.",
        )
    if descriptor.media_type != media_type:
        yield BucketError(
            f"{planned.descriptor}: expected media_type {media_type!r}, "
            f"got {descriptor.media_type!r}",
            evidence=[f"member {label}"],
            fix="Write all members with the compression of the bucket: a layer has one.",
        )
    size = os.stat(located(planned.tar)).st_size if media_type else descriptor.size
    if size != descriptor.size or not 0 <= descriptor.body_size <= size:
        yield BucketError(
            f"{planned.tar}: expected {descriptor.size} bytes, {descriptor.body_size} of them "
            f"before the end of the archive, got {size}",
            evidence=[f"member {label}"],
            fix=BUILD_AGAIN,
        )


def _listing_problems(planned: PlannedLayer, member: Member, root: str) -> Iterator[BucketError]:
    descriptor, listing = member.descriptor, member.listing
    if not _is_of(listing, descriptor):
        yield BucketError(
            f"{planned.listing}: expected the listing of {descriptor.layer.label} with "
            f"{descriptor.file_count} files and links, got one of "
            f"{listing.header.layer.label} with {_file_count(listing)}",
            fix="Name the files of one layer in each member of the bucket, and build them again.",
        )
    if listing.header.root != root:
        yield BucketError(
            f"{planned.listing}: expected root {root!r} like the first member, "
            f"got {listing.header.root!r}",
            fix="Build all members with one `--@rules_py_layers//layering:root`.",
        )


def _is_of(listing: Listing, descriptor: Descriptor) -> bool:
    size = sum(entry.size for entry in listing.entries)
    return (
        listing.header.layer == descriptor.layer
        and listing.components == (descriptor.components or (descriptor.layer,))
        and (_file_count(listing), size) == (descriptor.file_count, descriptor.content_size)
    )


def _file_count(listing: Listing) -> int:
    return sum(entry.type != "directory" for entry in listing.entries)
