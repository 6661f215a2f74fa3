"""`layers layer`: from a manifest to the tar, the descriptor and the listing of one layer."""

from collections.abc import Sequence

from layers.arguments import Command, Option, parse
from layers.tar.archive import Owner
from layers.tar.compression import COMPRESSIONS, compression_of
from layers.tar.written_layer import LAYER_OPTIONS, write_layer
from layers.tree.manifest import read_manifest
from layers.tree.whole_tree import tree_of

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
