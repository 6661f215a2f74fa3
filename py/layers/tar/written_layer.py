"""The three files of a layer, from what its tar is to hold: tar, descriptor, listing."""

from __future__ import annotations

from layers.arguments import Option
from layers.outputs import whole_files
from layers.records import Descriptor, encode
from layers.tar.archive import Archive, Owner
from layers.tar.layer_file import LayerFile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from layers.tar.compression import Compression
    from layers.tree.leaves import Tree

LAYER_OPTIONS = (
    Option(name="--tar", meaning="the layer to write"),
    Option(name="--descriptor", meaning="JSON to write: Descriptor"),
    Option(name="--listing", meaning="JSON lines to write: ListingHeader, ListingEntry"),
)
"""How a command that writes a layer is told where."""


def write_layer(
    tree: Tree, owner: Owner, compression: Compression, options: Mapping[str, str]
) -> None:
    """Writes a layer, all its files or none.

    Args:
        tree: every rule applied.
        owner: of every entry.
        compression: of the tar.
        options: values of `LAYER_OPTIONS`, by their names without dashes.

    Raises:
        LayersError: if a source cannot be read whole, or the disk does not allow it.
    """
    dests = (options["tar"], options["descriptor"], options["listing"])
    with whole_files(*dests) as (tar_part, descriptor_part, listing_part):
        with (
            open(tar_part, "wb", buffering=0) as file,
            LayerFile(file, compression.compress) as layer_file,
        ):
            archive = Archive(tree, owner, to=layer_file)
            archive.write_entries()
            sums = layer_file.finish()
        with open(listing_part, "w", encoding="utf-8", newline="\n") as listing:
            archive.write_listing(listing)
        descriptor = Descriptor(
            layer=tree.layer,
            media_type=compression.media_type,
            digest=sums.digest,
            diff_id=sums.diff_id,
            size=sums.size,
            uncompressed_size=sums.uncompressed_size,
            body_size=sums.body_size,
            file_count=archive.file_count,
            content_size=archive.content_size,
            src=options["tar"],
            components=tree.components,
        )
        with open(descriptor_part, "w", encoding="utf-8", newline="\n") as out:
            out.write(encode(descriptor))
