"""The one pass over the files of a layer: tar and listing, everything counted on the way."""

from __future__ import annotations

from layers.record import Record
from layers.records import ListingEntry
from layers.serving.request import stop_if_cancelled
from layers.tar import headers
from layers.tar.headers import Header, Template, header_bytes, padding
from layers.tar.listed import ListedFile, entry_line, header_line
from layers.tree import modes
from layers.tree.contents import HEAD_SIZE, Source
from layers.tree.leaves import DirectoryLeaf, LinkLeaf
from layers.tree.scripts import with_shebang

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import TextIO

    from layers.tar.counted_tar import CountedTar
    from layers.tar.layer_file import LayerFile
    from layers.tree.leaves import FileLeaf, Leaf, Tree


class Owner(Record):
    """Numeric owner of every entry."""

    uid: int
    gid: int


class Archive:
    """A tar and its listing while they are written.

    The line of a file waits for its hash, which another thread may be computing.
    """

    def __init__(self, tree: Tree, owner: Owner, *, to: LayerFile | CountedTar) -> None:
        """Takes what to write, and where.

        Args:
            tree: its leaves sorted by dest, each dest once.
            owner: of every entry.
            to: takes the tar.
        """
        self.file_count = 0
        """Entries that are not directories."""
        self.content_size = 0
        """Bytes of the regular files."""
        self._tree = tree
        self._owner = owner
        self._to = to
        self._lines: list[str | ListedFile] = []
        uid, gid = owner.uid, owner.gid
        self._directories = Template(headers.DIRECTORY, modes.DIRECTORY_MODE, uid, gid)
        self._files = {
            mode: Template(headers.FILE, mode, uid, gid)
            for mode in (modes.FILE_MODE, modes.EXECUTABLE_MODE)
        }

    def write_entries(self) -> None:
        """Adds all entries, without the end of the archive.

        Directories first, in a frame of their own: other members of a bucket have most of them too,
        and what it leaves out of a frame is compressed again. Code points of text sort like its
        UTF-8 bytes.

        Raises:
            ManifestError: if a source cannot be read whole.
        """
        leaf_by_dest = {leaf.dest: leaf for leaf in self._tree.leaves}
        directories = _directories(leaf_by_dest)
        directories |= {d for d, leaf in leaf_by_dest.items() if isinstance(leaf, DirectoryLeaf)}
        if leaf_by_dest and self._tree.root:
            self._add_directory(self._tree.root)
        self._add_all(sorted(directories), leaf_by_dest)
        self._to.end_frame()
        self._add_all(sorted(leaf_by_dest.keys() - directories), leaf_by_dest)

    def write_listing(self, listing: TextIO) -> None:
        """Writes one line for the tree and one per entry, in the order of the tar.

        To be called when the layer file is finished: before, hashes may lack bytes.
        """
        listing.write(header_line(self._tree))
        listing.writelines(line if isinstance(line, str) else line.line() for line in self._lines)

    def _add_all(self, dests: Iterable[str], leaf_by_dest: Mapping[str, Leaf]) -> None:
        above = f"{self._tree.root}/" if self._tree.root else ""
        for dest in dests:
            stop_if_cancelled()
            self._add(leaf_by_dest.get(dest), f"{above}{dest}")

    def _add(self, leaf: Leaf | None, dest: str) -> None:
        if leaf is None:
            self._add_directory(dest)
            return
        if isinstance(leaf, DirectoryLeaf):
            self._add_directory(dest, leaf)
            return
        self.file_count += 1
        if isinstance(leaf, LinkLeaf):
            self._add_link(leaf, dest)
        elif leaf.src:
            self._add_file(leaf, dest)
        else:
            self._add_text(leaf, dest)

    def _add_directory(self, dest: str, leaf: DirectoryLeaf | None = None) -> None:
        self._to.add(self._directories.header(f"{dest}/".encode()))
        entry = ListingEntry(dest=dest, type="directory", mode=modes.DIRECTORY_MODE)
        if leaf:
            entry = entry.replace(src=leaf.src, component=leaf.component)
        self._lines.append(entry_line(entry))

    def _add_link(self, leaf: LinkLeaf, dest: str) -> None:
        mode = modes.LINK_MODE
        header = Header(
            name=dest.encode(),
            type=headers.LINK,
            mode=mode,
            uid=self._owner.uid,
            gid=self._owner.gid,
            target=leaf.target.encode(),
        )
        self._to.add(header_bytes(header))
        entry = ListingEntry(dest=dest, type="link", mode=mode, target=leaf.target)
        self._lines.append(entry_line(entry.replace(src=leaf.src, component=leaf.component)))

    def _add_text(self, leaf: FileLeaf, dest: str) -> None:
        file = self._described(leaf, dest, leaf.text, len(leaf.text))
        self._to.add(self._header(file))
        self._to.add_content(leaf.text, file.hash)
        self._to.add(padding(file.size))

    def _add_file(self, leaf: FileLeaf, dest: str) -> None:
        """A header is as long with every mode: the content is read before the mode is known."""
        with Source(leaf) as source:
            length = len(self._files[modes.FILE_MODE].header(dest.encode(), source.size))
            first = source.read_into(self._to.room(after=length))
            head = bytes(first[:HEAD_SIZE])
            if leaf.shebang and head.startswith(b"#!"):
                file = self._add_script(leaf, dest, source.size, bytes(first))
            else:
                file = self._described(leaf, dest, head, source.size)
                self._to.take(len(first), file.hash, self._header(file))
            while not source.ended:
                stop_if_cancelled()
                part = source.read_into(self._to.room())
                self._to.take(len(part), file.hash)
        self._to.add(padding(file.size))

    def _add_script(self, leaf: FileLeaf, dest: str, size: int, first: bytes) -> ListedFile:
        head = with_shebang(first, leaf.dest, leaf.shebang)
        file = self._described(leaf, dest, head, size + len(head) - len(first))
        self._to.add(self._header(file))
        self._to.add_content(head, file.hash)
        return file

    def _described(self, leaf: FileLeaf, dest: str, head: bytes, size: int) -> ListedFile:
        file = ListedFile(leaf, dest, head, size)
        self._lines.append(file)
        self.content_size += size
        return file

    def _header(self, file: ListedFile) -> bytes:
        return self._files[file.mode].header(file.dest.encode(), file.size)


def _directories(dests: Iterable[str]) -> set[str]:
    """Returns all directories above these dests, without the root."""
    found: set[str] = set()
    for dest in dests:
        parent = dest.rpartition("/")[0]
        while parent and parent not in found:
            found.add(parent)
            parent = parent.rpartition("/")[0]
    return found
