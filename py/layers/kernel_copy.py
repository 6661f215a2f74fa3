"""Bytes from file to file without a way through this program, where the system can.

Source: https://man7.org/linux/man-pages/man2/copy_file_range.2.html
"""

from __future__ import annotations

import errno
import os

_CHUNK_SIZE = 1 << 20

_CANNOT = frozenset((errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP, errno.EPERM, errno.EXDEV))
"""What a kernel or a file system says that does not copy between these two files."""


def copy(src: int, size: int, to: int) -> None:
    """Appends the first bytes of a file to another.

    Args:
        src: file descriptor; its position does not change.
        size: how many; the file has them.
        to: file descriptor.

    Raises:
        OSError: if the disk is full or a file cannot be read.
    """
    at = _copied_by_kernel(src, size, to)
    while at < size:
        data = os.pread(src, min(_CHUNK_SIZE, size - at), at)
        if not data:
            raise OSError(errno.EIO, "the file has become shorter")
        write(to, data)
        at += len(data)


def write(to: int, data: bytes) -> None:
    """Appends bytes, all of them."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(to, rest) :]


def _copied_by_kernel(src: int, size: int, to: int) -> int:
    """Returns how many bytes the kernel has copied: all, or none, or those before it gave up."""
    at = 0
    if not hasattr(os, "copy_file_range"):
        return at
    try:
        while at < size and (copied := os.copy_file_range(src, to, size - at, at)):
            at += copied
    except OSError as error:
        if error.errno not in _CANNOT:
            raise
    return at
