"""The one pass over the members of a bucket: copied as they are, everything counted on the way.

Two threads read the same bytes: one hashes and copies them, the other decompresses them and hashes
the tar. All of it leaves the interpreter's lock to the other thread.
"""

from __future__ import annotations

import hashlib
import os
import threading

from layers.decompression import decompressed
from layers.errors import BucketError
from layers.kernel_copy import copy
from layers.layer_file import END_OF_ARCHIVE
from layers.members import BUILD_AGAIN
from layers.record import Record
from layers.request import stop_if_cancelled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from layers.records import Descriptor

_READ_SIZE = 1 << 20


class Part(Record):
    """The file of one member."""

    fd: int
    src: str
    descriptor: Descriptor


class Joined(Record):
    """What the members are together, without the end of the archive."""

    digest: hashlib._Hash
    diff_id: hashlib._Hash
    size: int
    uncompressed_size: int


def join(parts: Sequence[Part], to: int) -> Joined:
    """Copies the bodies of members, one after the other.

    Args:
        parts: of one media type; the files have the sizes that the descriptors say.
        to: a file descriptor.

    Raises:
        BucketError: if a member is not what its descriptor says.
    """
    tar = _Tar(parts)
    tar.start()
    digest = hashlib.sha256()
    try:
        for part in parts:
            stop_if_cancelled()
            _hash(part, digest)
            copy(part.fd, part.descriptor.body_size, to)
    except BaseException:
        tar.wanted = False
        raise
    finally:
        tar.join()
    if tar.error:
        raise tar.error
    return Joined(
        digest=digest,
        diff_id=tar.diff_id,
        size=sum(part.descriptor.body_size for part in parts),
        uncompressed_size=tar.size,
    )


def _hash(part: Part, digest: hashlib._Hash) -> None:
    """Adds the body of a member to a digest, and compares the whole of it with its own."""
    own = hashlib.sha256()
    body_size = part.descriptor.body_size
    for chunk in _Range(part.fd, 0, body_size).chunks():
        own.update(chunk)
        digest.update(chunk)
    for chunk in _Range(part.fd, body_size, part.descriptor.size).chunks():
        own.update(chunk)
    found = f"sha256:{own.hexdigest()}"
    if found != part.descriptor.digest:
        raise BucketError(
            f"{part.src}: expected digest {part.descriptor.digest!r}, got {found!r}",
            fix=BUILD_AGAIN,
        )


class _Tar(threading.Thread):
    """Decompresses the bodies of members."""

    def __init__(self, parts: Sequence[Part]) -> None:
        super().__init__(daemon=True)
        self._parts = parts
        self.diff_id = hashlib.sha256()
        self.size = 0
        self.error: Exception | None = None
        self.wanted = True

    def run(self) -> None:
        """Keeps what goes wrong for the thread that waits."""
        try:
            for part in self._parts:
                if self.wanted:
                    self._add(part)
        except Exception as error:  # noqa: BLE001 - any of them is told by that thread
            self.error = error

    def _add(self, part: Part) -> None:
        size = 0
        body = _Range(part.fd, 0, part.descriptor.body_size)
        try:
            for piece in decompressed(body, part.descriptor.media_type):
                if not self.wanted:
                    return
                self.diff_id.update(piece)
                size += len(piece)
        except ValueError as error:
            raise BucketError(
                f"{part.src}: expected {part.descriptor.media_type}, got other bytes",
                evidence=[str(error)],
                fix=BUILD_AGAIN,
            ) from None
        expected = part.descriptor.uncompressed_size - len(END_OF_ARCHIVE)
        if size != expected:
            raise BucketError(
                f"{part.src}: expected {expected} bytes of entries in its first "
                f"{part.descriptor.body_size} bytes, got {size}",
                fix=BUILD_AGAIN,
            )
        self.size += size


class _Range:
    """Some bytes of a file, from the first to the last; other readers of it are not disturbed."""

    def __init__(self, fd: int, start: int, end: int) -> None:
        self._fd = fd
        self._at = start
        self._end = end

    def read(self, size: int) -> bytes:
        """Returns the next bytes, at most `size`."""
        data = os.pread(self._fd, min(size, self._end - self._at), self._at)
        self._at += len(data)
        return data

    def chunks(self) -> Iterator[bytes]:
        """Yields the rest."""
        return iter(lambda: self.read(_READ_SIZE), b"")
