"""`layers layer`: from a manifest to the tar, the descriptor and the listing of one layer."""

from collections.abc import Sequence

from layers.arguments import Command, Option, parse
from layers.errors import raise_all
from layers.tar.archive import Owner
from layers.tar.compression import COMPRESSIONS, compression_of
from layers.tar.written_layer import LAYER_OPTIONS, write_layer
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
        *LAYER_OPTIONS,
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
    owner = Owner(uid=manifest.header.uid, gid=manifest.header.gid)
    write_layer(tree, owner, compression, options)


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
