"""`layers measure`: what a layer will hold, in the words of its listing and descriptor, without it.

The listing is byte for byte that of the layer; the descriptor lacks what only the written tar has:
digests, its compressed size, its media type.
"""

from __future__ import annotations

from layers.arguments import Command, Option, parse
from layers.outputs import whole_files
from layers.records import Descriptor, encode
from layers.tar.archive import Archive, Owner
from layers.tar.counted_tar import CountedTar
from layers.tree.manifest import read_manifest
from layers.tree.whole_tree import tree_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_COMMAND = Command(
    name="measure",
    summary="writes what a layer will say of itself, and no layer",
    options=(
        Option(name="--manifest", meaning="JSON lines: ManifestHeader, then ManifestEntry"),
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
