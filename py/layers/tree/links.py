"""Where links lead: declared links between sources become links between dests, all in the tree."""

import posixpath
from collections.abc import Iterable, Mapping, Sequence

from layers import dests
from layers.errors import LinkError
from layers.records import ManifestEntry
from layers.tree.leaves import LinkLeaf, Tree, source_of

DestsBySrc = Mapping[str, Sequence[str]]
"""Dests of every src of a manifest, sorted."""


def dests_by_src(entries: Iterable[ManifestEntry]) -> DestsBySrc:
    """Returns where each source lands."""
    found: dict[str, list[str]] = {}
    for entry in entries:
        if entry.src:
            found.setdefault(posixpath.normpath(entry.src), []).append(entry.dest)
    return {src: sorted(set(where)) for src, where in found.items()}


def target_in_image(entry: ManifestEntry, text: str, landed: DestsBySrc) -> str:
    """Returns the target of a declared link in the image.

    Args:
        entry: the link.
        text: its target on disk, relative to the directory of its src.
        landed: where the sources of the same manifest land.

    Returns:
        The way to where the target's source lands, or the text as it is if the layer does not
        hold it, or if the text leads there anyway.
    """
    wanted = _landings(dests.joined(entry.src, text), landed)
    if not wanted or dests.joined(entry.dest, text) in wanted:
        return text
    return dests.relative(wanted[0], entry.dest)


def _landings(src: str, landed: DestsBySrc) -> Sequence[str]:
    for prefix in (src, *dests.parents(src)):
        if prefix in landed:
            return [dest + src[len(prefix) :] for dest in landed[prefix]]
    return ()


def link_problems(tree: Tree) -> list[LinkError]:
    """Returns an error for every link whose target is outside the root."""
    return [
        LinkError(
            f"{leaf.dest}: a link that leaves the tree: expected a target below '/{tree.root}', "
            f"got {leaf.target!r}",
            evidence=[f"{tree.label_of(leaf)}: {source_of(leaf)}"],
            fix="Link to a file of the same binary, or drop the link from the target's data.",
        )
        for leaf in tree.leaves
        if isinstance(leaf, LinkLeaf) and _leaves_tree(leaf, tree.root)
    ]


def _leaves_tree(leaf: LinkLeaf, root: str) -> bool:
    if leaf.target.startswith("/"):
        target = f"/{posixpath.normpath(leaf.target).lstrip('/')}/"
        return not target.startswith(f"/{root}/")
    return dests.joined(leaf.dest, leaf.target).split("/", 1)[0] == ".."
