"""Equal files of one directory of the interpreter become links to the one with the longest name.

A toolchain ships `bin/python`, `bin/python3` and `bin/python3.11` as links, which arrive as three
copies: what a link on disk becomes on its way through repositories, sandboxes and remote execution
depends on all of them, so the links are made anew from what the files hold.
"""

import posixpath
from collections.abc import Iterable, Iterator, Sequence

from layers.tree.contents import sha256_of, size_of
from layers.tree.leaves import FileLeaf, Leaf, LinkLeaf, Tree


def linked_duplicates(tree: Tree) -> tuple[Leaf, ...]:
    """Returns the leaves of a tree, with links for the interpreter's duplicates.

    Of equally long names the first in order stays a file. Empty files stay files.
    """
    target_by_dest = dict(_targets(_interpreter_files(tree)))
    if not target_by_dest:
        return tree.leaves
    return tuple(
        LinkLeaf(
            dest=leaf.dest,
            component=leaf.component,
            target=target_by_dest[leaf.dest],
            src=leaf.src if isinstance(leaf, FileLeaf) else "",
        )
        if leaf.dest in target_by_dest
        else leaf
        for leaf in tree.leaves
    )


def _interpreter_files(tree: Tree) -> list[FileLeaf]:
    return [
        leaf
        for leaf in tree.leaves
        if isinstance(leaf, FileLeaf)
        and leaf.src
        and tree.components[leaf.component].origin == "interpreter"
    ]


def _targets(files: Iterable[FileLeaf]) -> Iterator[tuple[str, str]]:
    same_size: dict[tuple[str, int], list[FileLeaf]] = {}
    for leaf in files:
        key = (posixpath.dirname(leaf.dest), size_of(leaf))
        same_size.setdefault(key, []).append(leaf)
    for (directory, size), group in same_size.items():
        for equal in _equal_files(group) if size else ():
            names = [leaf.dest[len(directory) :].lstrip("/") for leaf in equal]
            longest = min(names, key=lambda name: (-len(name), name))
            yield from (
                (leaf.dest, longest)
                for leaf, name in zip(equal, names, strict=True)
                if name != longest
            )


def _equal_files(group: Sequence[FileLeaf]) -> Iterable[list[FileLeaf]]:
    if len(group) == 1:
        return ()
    by_digest: dict[str, list[FileLeaf]] = {}
    for leaf in group:
        by_digest.setdefault(sha256_of(leaf), []).append(leaf)
    return by_digest.values()
