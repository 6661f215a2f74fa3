"""The bytes of a file of the layer, in bounded memory, and how many they will be.

A tar says the size of a file before its bytes, so the size is taken first and held to.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat

from layers.errors import ManifestError
from layers.record import Record
from layers.scripts import with_shebang

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from layers.leaves import FileLeaf

CHUNK_SIZE = 1 << 20
"""Bytes read at once."""

_FLAGS = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK
"""Not blocking: the source may have become a fifo since it was looked at."""


class Content(Record):
    """What a file of the layer holds."""

    size: int
    """Bytes that `head` and `rest` have together."""

    head: bytes
    """The first chunk."""

    rest: Iterator[bytes]


@contextlib.contextmanager
def opened(leaf: FileLeaf) -> Iterator[Content]:
    """Opens a file of the layer.

    Yields:
        Its content as it goes to the tar, with the first line that a script of a wheel gets.

    Raises:
        ManifestError: if the source cannot be read, is no regular file, or changes meanwhile.
    """
    if not leaf.src:
        yield Content(size=len(leaf.text), head=leaf.text, rest=iter(()))
        return
    try:
        fd = os.open(leaf.src.encode(), _FLAGS)
    except OSError as error:
        raise unreadable(leaf.src, leaf.dest, error) from None
    try:
        status = os.fstat(fd)
        if not stat.S_ISREG(status.st_mode):
            raise not_a_file(leaf.src, leaf.dest, status.st_mode)
        chunks = _chunks(fd, leaf, status.st_size)
        raw = next(chunks, b"")
        head = with_shebang(raw, leaf.dest, leaf.shebang) if leaf.shebang else raw
        yield Content(size=status.st_size + len(head) - len(raw), head=head, rest=chunks)
    finally:
        os.close(fd)


def size_of(leaf: FileLeaf) -> int:
    """Returns the bytes of the source of a file, without opening it."""
    try:
        return os.stat(leaf.src.encode()).st_size
    except OSError as error:
        raise unreadable(leaf.src, leaf.dest, error) from None


def sha256_of(leaf: FileLeaf) -> str:
    """Returns the hex digest of a file of the layer, in a pass of its own."""
    with opened(leaf) as content:
        digest = hashlib.sha256(content.head)
        for chunk in content.rest:
            digest.update(chunk)
        return digest.hexdigest()


def _chunks(fd: int, leaf: FileLeaf, size: int) -> Iterator[bytes]:
    left = size
    while True:
        try:
            chunk = os.read(fd, min(CHUNK_SIZE, left + 1))
        except OSError as error:
            raise unreadable(leaf.src, leaf.dest, error) from None
        if not chunk or len(chunk) > left:
            break
        left -= len(chunk)
        yield chunk
    if chunk or left:
        raise ManifestError(
            f"{leaf.src}: expected {size} bytes until the layer is written, got another size",
            evidence=[f"dest {leaf.dest!r}"],
            fix="Something writes the file while it is read: stop that, and build again.",
        )


def unreadable(src: str, dest: str, error: OSError) -> ManifestError:
    """Makes the error for a source that the system does not give."""
    return ManifestError(
        f"{src}: expected a file that can be read, got {error.strerror!r}",
        evidence=[f"dest {dest!r}"],
        fix="Build its target again: the file is gone, not readable, or a link that leads nowhere.",
    )


def not_a_file(src: str, dest: str, mode: int) -> ManifestError:
    """Makes the error for a source that a layer cannot hold."""
    kinds = {stat.S_IFCHR: "device", stat.S_IFBLK: "device", stat.S_IFIFO: "fifo"}
    kinds |= {stat.S_IFSOCK: "socket", stat.S_IFDIR: "directory"}
    return ManifestError(
        f"{src}: expected a file or a directory of files, "
        f"got a {kinds.get(stat.S_IFMT(mode), oct(mode))}",
        evidence=[f"dest {dest!r}"],
        fix="Drop it from the target that owns it: a layer holds files, links and directories.",
    )
