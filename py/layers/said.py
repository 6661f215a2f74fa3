"""What each layer of a plan says of itself; of a bucket that is measured, what its members say."""

from __future__ import annotations

from layers.buckets.measured_bucket import measured_bucket
from layers.buckets.members import read_members
from layers.buckets.repeated import without_repeated
from layers.listings import Listing, read_listing
from layers.plans import read_record
from layers.record import Record
from layers.records import Bucket, Descriptor, ListingHeader

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layers.records import PlannedLayer
    from layers.tar.archive import Owner


class Said(Record):
    """One layer, as it tells of itself."""

    descriptor: Descriptor
    listing: Listing | None
    """`None`: it tells no files."""


def read_said(planned: PlannedLayer, owner: Owner) -> Said:
    """Reads one layer of a plan.

    Args:
        planned: the layer.
        owner: of the files in it: a bucket that is measured is as large as its headers are.

    Raises:
        LayersError: if a file is not what it must be, or members do not fit together.
    """
    if planned.members:
        return _measured(Bucket(layer=planned.layer, members=planned.members), owner)
    listing = read_listing(planned.listing) if planned.listing else None
    return Said(descriptor=read_record(Descriptor, planned.descriptor), listing=listing)


def _measured(bucket: Bucket, owner: Owner) -> Said:
    members = read_members(bucket, "")
    kept = without_repeated(members)
    descriptor = measured_bucket(bucket, members, kept, owner)
    components = descriptor.components
    root = members[0].listing.header.root
    header = ListingHeader(layer=bucket.layer, root=root, components=components)
    listing = Listing(header=header, components=components, entries=kept.entries)
    return Said(descriptor=descriptor, listing=listing)
