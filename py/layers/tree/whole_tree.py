"""What the tar of a manifest will hold: every rule of the layout applied, one after the other."""

from layers.errors import raise_all
from layers.tree.conflicts import settled
from layers.tree.interpreter import linked_duplicates
from layers.tree.leaves import Tree
from layers.tree.links import link_problems
from layers.tree.manifest import Manifest
from layers.tree.sources import leaves_of
from layers.tree.wheels import with_wheels


def tree_of(manifest: Manifest) -> Tree:
    """Returns what the tar of a manifest will hold.

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
