"""`layers layer`: from a manifest to the tar, the descriptor and the listing of one layer."""

from collections.abc import Sequence

from layers.arguments import Command, Option, parse
from layers.errors import raise_all
from layers.outputs import whole_files
from layers.records import Descriptor, encode
from layers.tar.archive import Archive, Owner
from layers.tar.compression import COMPRESSIONS, Compression, compression_of
from layers.tar.layer_file import LayerFile
from layers.tree.conflicts import settled
from layers.tree.interpreter import linked_duplicates
from layers.tree.leaves import Tree
from layers.tree.links import link_problems
from layers.tree.manifest import Manifest, read_manifest
from layers.tree.sources import leaves_of
from layers.tree.wheels import with_wheels

_COMMAND = Command(
    name="layer",
    summary="writes the files of a manifest as one deterministic layer",
    options=(
        Option(name="--manifest", meaning="JSON lines: ManifestHeader, then ManifestEntry"),
        Option(name="--tar", meaning="the layer to write"),
        Option(name="--descriptor", meaning="JSON to write: Descriptor"),
        Option(name="--listing", meaning="JSON lines to write: ListingHeader, ListingEntry"),
        Option(name="--compression", meaning=f"one of {', '.join(COMPRESSIONS)}"),
        Option(
            name="--level", meaning="gzip: 1 to 12, else 6; zstd: 1 to 19, else 3", required=False
        ),
    ),
)


def run(argv: Sequence[str]) -> None:
    """Writes one layer.

    Args:
        argv: the arguments of the command.

    Raises:
        LayersError: if the manifest, its sources or the disk do not allow it.
    """
    options = parse(_COMMAND, argv)
    compression = compression_of(options["compression"], options["level"])
    manifest = read_manifest(options["manifest"])
    tree = tree_of(manifest)
    outputs = (options["tar"], options["descriptor"], options["listing"])
    owner = Owner(uid=manifest.header.uid, gid=manifest.header.gid)
    with whole_files(*outputs) as parts:
        _write(tree, owner, compression, tar=outputs[0], parts=parts)


def tree_of(manifest: Manifest) -> Tree:
    """Returns what the tar of a manifest will hold, every rule applied.

    Raises:
        LayersError: if the manifest and what is on disk do not make a layer.
    """
    tree = Tree(
        layer=manifest.header.layer,
        components=manifest.components,
        root=manifest.header.root,
        leaves=leaves_of(manifest),
    )
    tree = settled(with_wheels(tree))
    tree = tree.replace(leaves=linked_duplicates(tree))
    raise_all(link_problems(tree))
    if not manifest.header.bytecode:
        return tree
    from layers.tree.bytecode import with_bytecode  # noqa: PLC0415 - processes, which few need

    return with_bytecode(tree, manifest.header.bytecode)


def _write(
    tree: Tree, owner: Owner, compression: Compression, *, tar: str, parts: Sequence[str]
) -> None:
    tar_part, descriptor_part, listing_part = parts
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
        src=tar,
        components=tree.components,
    )
    with open(descriptor_part, "w", encoding="utf-8", newline="\n") as out:
        out.write(encode(descriptor))
