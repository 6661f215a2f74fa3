"""`layers measure`: what a layer will hold, in the words of its listing and descriptor, without it.

The listing is byte for byte that of the layer; the descriptor lacks what only the written tar has:
digests, its compressed size, its media type.
"""

from __future__ import annotations

from layers.arguments import Command, Option, parse
from layers.buckets.measured_bucket import measured_bucket
from layers.buckets.members import read_members
from layers.buckets.repeated import without_repeated
from layers.errors import ArgumentError
from layers.outputs import whole_files
from layers.plans import read_record
from layers.records import Bucket, Descriptor, ListingHeader, encode
from layers.tar.archive import Archive, Owner
from layers.tar.counted_tar import CountedTar
from layers.tree.manifest import read_manifest
from layers.tree.whole_tree import tree_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_COMMAND = Command(
    name="measure",
    summary="writes what a layer will say of itself, and no layer",
    options=(
        Option(name="--manifest", meaning="JSON lines, of a layer with files", required=False),
        Option(name="--bucket", meaning="JSON: Bucket, of measured layers", required=False),
        Option(name="--owner", meaning="uid:gid of the entries of a bucket", required=False),
        Option(name="--descriptor", meaning="JSON to write: Descriptor"),
        Option(name="--listing", meaning="JSON lines to write: ListingHeader, ListingEntry"),
    ),
)


def run(argv: Sequence[str]) -> None:
    """Measures one layer.

    Args:
        argv: the arguments of the command.

    Raises:
        LayersError: if the layer could not be written either.
    """
    options = parse(_COMMAND, argv)
    if bool(options["manifest"]) == bool(options["bucket"]):
        raise ArgumentError(
            f"measure: expected --manifest or --bucket, got {' '.join(argv)!r}",
            fix="See `layers measure --help`.",
        )
    if options["bucket"]:
        _measure_bucket(options)
    else:
        _measure_manifest(options)


def _measure_manifest(options: Mapping[str, str]) -> None:
    manifest = read_manifest(options["manifest"])
    tree = tree_of(manifest)
    counted = CountedTar()
    archive = Archive(tree, Owner(uid=manifest.header.uid, gid=manifest.header.gid), to=counted)
    archive.write_entries()
    descriptor = Descriptor(
        layer=tree.layer,
        uncompressed_size=counted.size,
        file_count=archive.file_count,
        content_size=archive.content_size,
        components=tree.components,
    )
    with whole_files(options["descriptor"], options["listing"]) as (descriptor_part, listing_part):
        with open(listing_part, "w", encoding="utf-8", newline="\n") as listing:
            archive.write_listing(listing)
        with open(descriptor_part, "w", encoding="utf-8", newline="\n") as out:
            out.write(encode(descriptor))


def _measure_bucket(options: Mapping[str, str]) -> None:
    bucket = read_record(Bucket, options["bucket"])
    members = read_members(bucket, "")
    kept = without_repeated(members)
    descriptor = measured_bucket(bucket, members, kept, _owner(options["owner"]))
    header = ListingHeader(
        layer=bucket.layer,
        root=members[0].listing.header.root,
        components=descriptor.components,
    )
    with whole_files(options["descriptor"], options["listing"]) as (descriptor_part, listing_part):
        with open(listing_part, "w", encoding="utf-8", newline="\n") as listing:
            listing.writelines(map(encode, (header, *kept.entries)))
        with open(descriptor_part, "w", encoding="utf-8", newline="\n") as out:
            out.write(encode(descriptor))


def _owner(text: str) -> Owner:
    uid, _, gid = text.partition(":")
    if not (uid.isdecimal() and gid.isdecimal()):
        raise ArgumentError(
            f"measure: expected --owner uid:gid with --bucket, got {text!r}",
            fix="See `layers measure --help`.",
        )
    return Owner(uid=int(uid), gid=int(gid))
