"""The headers of a tar, written by us because `tarfile` does not promise its bytes.

ustar where everything fits, else a pax extended header with just the fields that do not. A name of
more than 100 bytes goes to pax and is never split into ustar's prefix and name: one rule instead
of a search for a slash that may not exist, and the block it costs compresses to nothing.

Most headers differ in name, size and checksum alone, so the rest is made once per type and mode.

Source: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html
"""

from __future__ import annotations

from layers.record import Record

BLOCK_SIZE = 512

FILE = b"0"
LINK = b"2"
DIRECTORY = b"5"
_EXTENDED = b"x"

_NAME_SIZE = 100
_MAX_SIZE = 8**11 - 1
_MAX_ID = 8**7 - 1

_PADDINGS = tuple(bytes(-size % BLOCK_SIZE) for size in range(BLOCK_SIZE))


class Header(Record):
    """What a tar says about one entry."""

    name: bytes
    """UTF-8; of a directory with a slash at the end."""

    type: bytes
    mode: int
    uid: int
    gid: int
    size: int = 0
    target: bytes = b""


class Template:
    """Headers of one type, mode and owner, without a target: those of files and directories."""

    def __init__(self, kind: bytes, mode: int, uid: int, gid: int) -> None:
        """Makes what all of them have."""
        self._like = Header(name=b"", type=kind, mode=mode, uid=uid, gid=gid)
        block = _block(self._like)
        self._before_size = block[_NAME_SIZE:124]
        self._before_checksum = block[136:148]
        self._after_checksum = block[156:]
        self._sum = sum(block[_NAME_SIZE:124]) + sum(block[136:148]) + 8 * 32 + sum(block[156:])
        self._simple = uid <= _MAX_ID and gid <= _MAX_ID

    def header(self, name: bytes, size: int = 0) -> bytes:
        """Returns the blocks that stand before the bytes of an entry.

        Args:
            name: UTF-8; of a directory with a slash at the end.
            size: of its content.
        """
        if not (self._simple and size <= _MAX_SIZE and _fits(name)):
            return header_bytes(self._like.replace(name=name, size=size))
        octal = b"%011o\0" % size
        return b"%b%b%b%b%06o\0 %b" % (
            name.ljust(_NAME_SIZE, b"\0"),
            self._before_size,
            octal,
            self._before_checksum,
            self._sum + sum(name) + sum(octal),
            self._after_checksum,
        )


def header_bytes(header: Header) -> bytes:
    """Returns the blocks that stand before the bytes of an entry."""
    extended = b"".join(
        _record(key, value)
        for key, value, fits in (
            (b"gid", _decimal(header.gid), header.gid <= _MAX_ID),
            (b"linkpath", header.target, _fits(header.target)),
            (b"path", header.name, _fits(header.name)),
            (b"size", _decimal(header.size), header.size <= _MAX_SIZE),
            (b"uid", _decimal(header.uid), header.uid <= _MAX_ID),
        )
        if not fits
    )
    if not extended:
        return _block(header)
    before = Header(
        name=b"././@PaxHeader", type=_EXTENDED, mode=0o644, uid=0, gid=0, size=len(extended)
    )
    return _block(before) + extended + padding(len(extended)) + _block(header)


def padding(size: int) -> bytes:
    """Returns the zeros that fill the last block of `size` bytes."""
    return _PADDINGS[size % BLOCK_SIZE]


def _fits(text: bytes) -> bool:
    return len(text) <= _NAME_SIZE and text.isascii()


def _decimal(number: int) -> bytes:
    return b"%d" % number


def _record(key: bytes, value: bytes) -> bytes:
    """One record says its own length in decimal, the digits of the length among it."""
    rest = b" %s=%s\n" % (key, value)
    length = len(rest)
    while length != len(rest) + len(_decimal(length)):
        length = len(rest) + len(_decimal(length))
    return _decimal(length) + rest


def _block(header: Header) -> bytes:
    fields = b"".join(
        (
            header.name[:_NAME_SIZE].ljust(_NAME_SIZE, b"\0"),
            b"%07o\0" % header.mode,
            b"%07o\0" % (header.uid if header.uid <= _MAX_ID else 0),
            b"%07o\0" % (header.gid if header.gid <= _MAX_ID else 0),
            b"%011o\0" % (header.size if header.size <= _MAX_SIZE else 0),
            b"%011o\0" % 0,
            b" " * 8,
            header.type,
            header.target[:_NAME_SIZE].ljust(_NAME_SIZE, b"\0"),
            b"ustar\00000",
        )
    )
    checksum = b"%06o\0 " % sum(fields)
    return (fields[:148] + checksum + fields[156:]).ljust(BLOCK_SIZE, b"\0")
