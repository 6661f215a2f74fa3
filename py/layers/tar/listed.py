"""The lines of a listing: what the tar holds, entry by entry.

One line per file of every layer is too many for `encode`, which works for any record; what is
written here is the same text, held to it by a test.
"""

from __future__ import annotations

from json.encoder import encode_basestring as _quoted

from layers.records import ListingEntry, ListingHeader, encode
from layers.tar.blocks import new_hash
from layers.tree import modes
from layers.tree.natives import native_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layers.tar.blocks import Hash
    from layers.tree.leaves import FileLeaf, Tree


def header_line(tree: Tree) -> str:
    """Returns the first line."""
    return encode(ListingHeader(layer=tree.layer, root=tree.root, components=tree.components))


def entry_line(entry: ListingEntry) -> str:
    """Returns the line of a directory or a link."""
    return encode(entry)


class ListedFile:
    """What a listing says of a file. No record: there is one for every file of an image."""

    __slots__ = ("_leaf", "dest", "format", "hash", "machine", "mode", "size")

    def __init__(self, leaf: FileLeaf, dest: str, head: bytes, size: int) -> None:
        """Takes note of a file.

        Args:
            leaf: the file.
            dest: from the image's root directory.
            head: its first bytes, as they go to the tar.
            size: its bytes.
        """
        self._leaf = leaf
        self.dest = dest
        self.size = size
        self.mode = modes.mode_of(leaf.dest, head, executable=leaf.executable)
        self.format, self.machine = native_of(head)
        self.hash: Hash = new_hash()
        """Gets the file's bytes while they are written."""

    def line(self) -> str:
        """Returns its line: keys sorted, defaults left out."""
        leaf = self._leaf
        return "".join(
            (
                f'{{"component":{leaf.component},' if leaf.component else "{",
                f'"dest":{_quoted(self.dest)},',
                f'"format":"{self.format}",' if self.format else "",
                f'"machine":"{self.machine}",' if self.machine else "",
                f'"mode":{self.mode},"sha256":"{self.hash.hexdigest()}",',
                f'"size":{self.size},' if self.size else "",
                f'"src":{_quoted(leaf.src)},' if leaf.src else "",
                '"type":"file"}\n',
            )
        )
