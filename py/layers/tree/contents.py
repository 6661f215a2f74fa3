"""The bytes of a file of the layer, in bounded memory, and how many they will be.

A tar says the size of a file before its bytes, so the size is taken first and held to.
"""

from __future__ import annotations

import hashlib
import os
import stat

from layers.errors import ManifestError
from layers.serving.execution_root import located
from layers.tar.blocks import CHUNK_SIZE
from layers.tree.scripts import with_shebang

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Self

    from layers.tree.leaves import FileLeaf

HEAD_SIZE = 4096
"""First bytes of a file that say what it is."""

_FLAGS = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK
"""Not blocking: the source may have become a fifo since it was looked at."""


class Source:
    """An open source, read once from start to end. A context, which closes it."""

    def __init__(self, leaf: FileLeaf) -> None:
        """Opens it.

        Raises:
            ManifestError: if it cannot be opened or is no regular file.
        """
        self._leaf = leaf
        try:
            self._fd = os.open(located(leaf.src).encode(), _FLAGS)
        except OSError as error:
            raise unreadable(leaf.src, leaf.dest, error) from None
        status = os.fstat(self._fd)
        self.size = self._left = status.st_size
        """Bytes."""
        self.ended = False
        """Whether all bytes were read, and no more came."""
        if not stat.S_ISREG(status.st_mode):
            os.close(self._fd)
            raise not_a_file(leaf.src, leaf.dest, status.st_mode)

    def __enter__(self) -> Self:
        """Returns itself."""
        return self

    def __exit__(self, kind: object, error: object, traceback: object) -> None:
        """Closes it."""
        os.close(self._fd)

    def read_into(self, memory: memoryview) -> memoryview:
        """Reads what comes next; the kernel puts it where it shall be.

        Args:
            memory: not empty.

        Returns:
            The part of it that was filled. One byte more than there should be is asked for, so
            that a file which grows is noticed.

        Raises:
            ManifestError: if the source cannot be read, or holds more or fewer bytes than it said.
        """
        room = memory[: self._left + 1]
        try:
            size = os.readv(self._fd, [room])
        except OSError as error:
            raise unreadable(self._leaf.src, self._leaf.dest, error) from None
        if size > self._left or (not size and self._left):
            raise self._changed()
        self._left -= size
        self.ended = not self._left and size < len(room)
        return room[:size]

    def _changed(self) -> ManifestError:
        return ManifestError(
            f"{self._leaf.src}: expected {self.size} bytes until the layer is written, "
            "got another size",
            evidence=[f"dest {self._leaf.dest!r}"],
            fix="Something writes the file while it is read: stop that, and build again.",
        )


def bytes_of(leaf: FileLeaf) -> bytes:
    """Returns the bytes of a small file, as they are in its source.

    Raises:
        ManifestError: if the source cannot be read, is no regular file, or changes meanwhile.
    """
    return b"".join(_pieces(leaf)) if leaf.src else leaf.text


def size_of(leaf: FileLeaf) -> int:
    """Returns the bytes of the source of a file, without opening it."""
    try:
        return os.stat(located(leaf.src).encode()).st_size
    except OSError as error:
        raise unreadable(leaf.src, leaf.dest, error) from None


def sha256_of(leaf: FileLeaf) -> str:
    """Returns the hex digest of a file as it is in the layer, in a pass of its own.

    Raises:
        ManifestError: as `bytes_of`.
    """
    digest = hashlib.sha256()
    first = True
    for piece in _pieces(leaf) if leaf.src else (leaf.text,):
        rewrite = first and leaf.shebang
        digest.update(with_shebang(piece, leaf.dest, leaf.shebang) if rewrite else piece)
        first = False
    return digest.hexdigest()


def _pieces(leaf: FileLeaf) -> Iterator[bytes]:
    with Source(leaf) as source:
        memory = memoryview(bytearray(min(source.size + 1, CHUNK_SIZE)))
        while not source.ended:
            yield bytes(source.read_into(memory))


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
