"""The one pass over the members of a bucket: everything is hashed and counted on the way.

Frames go from file to file as they are. Only one with an entry that the bucket has already is made
anew, from the rest of it. Hashing is half of the work, and another thread's.
"""

from __future__ import annotations

import hashlib
import os

from layers.buckets.members import BUILD_AGAIN
from layers.errors import BucketError
from layers.record import Record
from layers.serving.request import stop_if_cancelled
from layers.tar.decompression import frames
from layers.tar.hashing import Hashing
from layers.tar.layer_file import END_OF_ARCHIVE, compressed_end
from layers.tar.tar_entries import EntryFilter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.records import Descriptor
    from layers.tar.compression import Compression


class Part(Record):
    """The file of one member."""

    fd: int
    src: str
    descriptor: Descriptor
    entry_count: int
    left_out: frozenset[int]
    """Numbers of the entries that the bucket has already."""


class Joined(Record):
    """What the members have become."""

    digest: str
    diff_id: str
    size: int
    body_size: int
    uncompressed_size: int


def join(parts: Sequence[Part], compression: Compression, to: int) -> Joined:
    """Writes members one after the other, and the end of the archive.

    Args:
        parts: of this compression; the files have the sizes that the descriptors say.
        compression: of the bucket.
        to: a file descriptor.

    Raises:
        BucketError: if a member is not what its descriptor says.
    """
    with Hashing() as hashing:
        joining = _Joining(compression, to, hashing)
        for part in parts:
            stop_if_cancelled()
            joining.add(part)
        return joining.finish()


class _Joining:
    """A bucket while it is written."""

    def __init__(self, compression: Compression, to: int, hashing: Hashing) -> None:
        self._compression = compression
        self._to = to
        self._hashing = hashing
        self._digest = hashlib.sha256()
        self._diff_id = hashlib.sha256()
        self._size = 0
        self._uncompressed_size = 0

    def add(self, part: Part) -> None:
        """Appends the body of a member."""
        own = hashlib.sha256()
        try:
            size, count = self._add_frames(part, own)
        except ValueError as error:
            raise BucketError(
                f"{part.src}: expected {part.descriptor.media_type}, got other bytes",
                evidence=[str(error)],
                fix=BUILD_AGAIN,
            ) from None
        expected = part.descriptor.uncompressed_size - len(END_OF_ARCHIVE)
        if (size, count) != (expected, part.entry_count):
            raise BucketError(
                f"{part.src}: expected {part.entry_count} entries of {expected} bytes in its first "
                f"{part.descriptor.body_size} bytes, got {count} of {size}",
                fix=BUILD_AGAIN,
            )
        tail = _Range(part.fd, part.descriptor.body_size, part.descriptor.size)
        while data := tail.read(1 << 20):
            self._hashing.update(own, data)
        found = f"sha256:{self._hashing.hexdigest(own)}"
        if found != part.descriptor.digest:
            raise BucketError(
                f"{part.src}: expected digest {part.descriptor.digest!r}, got {found!r}",
                fix=BUILD_AGAIN,
            )

    def finish(self) -> Joined:
        """Appends the end of the archive."""
        body_size = self._size
        self._write(compressed_end(self._compression.compress), END_OF_ARCHIVE)
        return Joined(
            digest=f"sha256:{self._hashing.hexdigest(self._digest)}",
            diff_id=f"sha256:{self._hashing.hexdigest(self._diff_id)}",
            size=self._size,
            body_size=body_size,
            uncompressed_size=self._uncompressed_size,
        )

    def _add_frames(self, part: Part, own: hashlib._Hash) -> tuple[int, int]:
        """Returns the bytes and the entries that the member has."""
        size = 0
        entries = EntryFilter(part.left_out)
        body = _Range(part.fd, 0, part.descriptor.body_size)
        for frame in frames(body, part.descriptor.media_type):
            self._hashing.update(own, frame.raw)
            size += len(frame.data)
            kept = b"".join(entries.kept(frame.data))
            if len(kept) == len(frame.data):
                self._write(frame.raw, frame.data)
            elif kept:
                compress = self._compression.compress
                self._write(compress(kept) if compress else kept, kept)
        if not entries.is_between_entries():
            raise ValueError("the last entry is cut off")
        return size, entries.count

    def _write(self, raw: bytes, data: bytes) -> None:
        self._hashing.update(self._digest, raw)
        self._hashing.update(self._diff_id, data)
        self._size += len(raw)
        self._uncompressed_size += len(data)
        rest = memoryview(raw)
        while rest:
            rest = rest[os.write(self._to, rest) :]


class _Range:
    """Some bytes of a file."""

    def __init__(self, fd: int, start: int, end: int) -> None:
        self._fd = fd
        self._at = start
        self._end = end

    def read(self, size: int) -> bytes:
        """Returns the next bytes, at most `size`."""
        data = os.pread(self._fd, min(size, self._end - self._at), self._at)
        self._at += len(data)
        return data
