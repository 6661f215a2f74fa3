"""The one pass over the files of a layer: tar and listing, everything counted on the way."""

from __future__ import annotations

import hashlib

from layers import headers, modes
from layers.contents import opened
from layers.dests import parents
from layers.headers import Header, header_bytes, padding
from layers.leaves import DirectoryLeaf, LinkLeaf
from layers.natives import native_of
from layers.record import Record
from layers.records import ListingEntry, ListingHeader, encode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

    from layers.layer_file import LayerFile
    from layers.leaves import FileLeaf, Tree


class Counts(Record):
    """What went into a tar."""

    file_count: int
    """Entries that are not directories."""

    content_size: int
    """Bytes of the regular files."""


class Owner(Record):
    """Numeric owner of every entry."""

    uid: int
    gid: int


def write_archive(tree: Tree, owner: Owner, *, to: LayerFile, listing: TextIO) -> Counts:
    """Writes the entries of a tree, without the end of the archive, and their listing.

    Args:
        tree: its leaves sorted by dest, each dest once.
        owner: of every entry.
        to: takes the tar.
        listing: takes one line for the tree and one per entry, in the order of the tar.

    Returns:
        What was written.

    Raises:
        ManifestError: if a source cannot be read whole.
    """
    listing.write(
        encode(ListingHeader(layer=tree.layer, root=tree.root, components=tree.components))
    )
    file_count = content_size = 0
    for entry in _entries(tree, owner, to):
        file_count += entry.type != "directory"
        content_size += entry.size
        listing.write(encode(entry))
    return Counts(file_count=file_count, content_size=content_size)


def _entries(tree: Tree, owner: Owner, to: LayerFile) -> Iterator[ListingEntry]:
    """Adds entries, parents before children: code points of text sort like its UTF-8 bytes."""
    leaf_by_dest = {leaf.dest: leaf for leaf in tree.leaves}
    directories = {parent for leaf in tree.leaves for parent in parents(leaf.dest)}
    if tree.leaves:
        yield _add_directory(tree.root, owner, to)
    for dest in sorted(leaf_by_dest.keys() | directories):
        placed = f"{tree.root}/{dest}"
        leaf = leaf_by_dest.get(dest)
        if leaf is None:
            yield _add_directory(placed, owner, to)
        elif isinstance(leaf, LinkLeaf):
            yield _add_link(leaf, placed, owner, to)
        elif isinstance(leaf, DirectoryLeaf):
            yield _add_directory(placed, owner, to).replace(src=leaf.src, component=leaf.component)
        else:
            yield _add_file(leaf, placed, owner, to)


def _add_directory(dest: str, owner: Owner, to: LayerFile) -> ListingEntry:
    mode = modes.DIRECTORY_MODE
    name = f"{dest}/".encode()
    to.add(
        header_bytes(
            Header(name=name, type=headers.DIRECTORY, mode=mode, uid=owner.uid, gid=owner.gid)
        )
    )
    return ListingEntry(dest=dest, type="directory", mode=mode)


def _add_link(leaf: LinkLeaf, dest: str, owner: Owner, to: LayerFile) -> ListingEntry:
    mode = modes.LINK_MODE
    to.add(
        header_bytes(
            Header(
                name=dest.encode(),
                type=headers.LINK,
                mode=mode,
                uid=owner.uid,
                gid=owner.gid,
                target=leaf.target.encode(),
            )
        )
    )
    return ListingEntry(
        dest=dest,
        type="link",
        mode=mode,
        target=leaf.target,
        src=leaf.src,
        component=leaf.component,
    )


def _add_file(leaf: FileLeaf, dest: str, owner: Owner, to: LayerFile) -> ListingEntry:
    with opened(leaf) as content:
        mode = modes.mode_of(leaf.dest, content.head, executable=leaf.executable)
        to.add(
            header_bytes(
                Header(
                    name=dest.encode(),
                    type=headers.FILE,
                    mode=mode,
                    uid=owner.uid,
                    gid=owner.gid,
                    size=content.size,
                )
            )
        )
        to.add(content.head)
        digest = hashlib.sha256(content.head)
        for chunk in content.rest:
            digest.update(chunk)
            to.add(chunk)
        to.add(padding(content.size))
    native_format, machine = native_of(content.head)
    return ListingEntry(
        dest=dest,
        type="file",
        mode=mode,
        size=content.size,
        sha256=digest.hexdigest(),
        machine=machine,
        format=native_format,
        src=leaf.src,
        component=leaf.component,
    )
