"""What the tar will hold: files, links and empty directories, each with its dest.

Between the manifest, which knows no disk, and the tar, which knows no rules.
"""

from __future__ import annotations

from layers.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layers.records import Component


class FileLeaf(Record):
    """A regular file: the bytes of `src`, or `text` where `src` is empty."""

    dest: str
    """Relative to the root of the manifest."""

    component: int
    """Index into `Tree.components`."""

    src: str = ""
    text: bytes = b""

    executable: bool = False
    """The layout says that it starts a program."""

    shebang: bytes = b""
    """First line that it gets if it is a Python script of a wheel; empty: it stays as it is."""


class LinkLeaf(Record):
    """A symbolic link."""

    dest: str
    component: int
    target: str

    src: str = ""
    """The declared link or the duplicate it stands for; empty: the layout made it."""


class DirectoryLeaf(Record):
    """A directory that holds nothing; those that hold something are no leaves."""

    dest: str
    component: int
    src: str


Leaf = FileLeaf | LinkLeaf | DirectoryLeaf


class Tree(Record):
    """One layer before it is written."""

    layer: Component
    components: tuple[Component, ...]
    """At least one."""

    root: str
    """A dest; empty: the image's root directory."""

    leaves: tuple[Leaf, ...]

    def label_of(self, leaf: Leaf) -> str:
        """Names the component of a leaf as its user would write it."""
        component = self.components[leaf.component]
        return component.label or component.name or component.origin


def source_of(leaf: Leaf) -> str:
    """Says for an error text where a leaf comes from."""
    return leaf.src or "(made by the layout)"
