"""One dest, one thing: what a layer does when several of its files want the same place."""

from collections.abc import Iterator, Sequence

from layers import dests
from layers.errors import LayersError, ManifestError, raise_all
from layers.tree.contents import sha256_of
from layers.tree.leaves import DirectoryLeaf, Leaf, LinkLeaf, Tree, source_of

_FIX = "Drop one of the two targets from the deps, or rename one of the two files."


def settled(tree: Tree) -> Tree:
    """Returns a tree with every dest once, sorted by dest.

    Equal files at one dest (blank `__init__.py` of a namespace package) are one file, counted to
    the first component.

    Raises:
        ManifestError: if two leaves cannot both be at their dests; all such pairs at once.
    """
    ordered = sorted(tree.leaves, key=lambda leaf: (leaf.dest, leaf.component, leaf.src))
    kept: dict[str, Leaf] = {}
    problems: list[LayersError] = []
    for leaf in ordered:
        first = kept.setdefault(leaf.dest, leaf)
        if first is not leaf and not _equal(first, leaf):
            problems.append(_contradiction(tree, first, leaf))
    problems += _below_files(tree, kept)
    raise_all(problems)
    return tree.replace(leaves=tuple(kept.values()))


def _equal(first: Leaf, second: Leaf) -> bool:
    if isinstance(first, DirectoryLeaf) or isinstance(second, DirectoryLeaf):
        return type(first) is type(second)
    if isinstance(first, LinkLeaf) or isinstance(second, LinkLeaf):
        return (
            isinstance(first, LinkLeaf)
            and isinstance(second, LinkLeaf)
            and first.target == second.target
        )
    return (first.executable, sha256_of(first)) == (second.executable, sha256_of(second))


def _contradiction(tree: Tree, first: Leaf, second: Leaf) -> ManifestError:
    return ManifestError(
        f"{first.dest}: expected one file or link, got two that differ",
        evidence=_sides(tree, first, second),
        fix=_FIX,
    )


def _below_files(tree: Tree, kept: dict[str, Leaf]) -> Iterator[ManifestError]:
    for leaf in kept.values():
        for parent in dests.parents(leaf.dest):
            if parent in kept and not isinstance(kept[parent], DirectoryLeaf):
                yield ManifestError(
                    f"{parent}: expected a file or a directory, got both",
                    evidence=_sides(tree, kept[parent], leaf),
                    fix=_FIX,
                )


def _sides(tree: Tree, *leaves: Leaf) -> Sequence[str]:
    return [f"{tree.label_of(leaf)}: {source_of(leaf)} -> {leaf.dest}" for leaf in leaves]
