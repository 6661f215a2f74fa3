"""The entries of a compact execution log, one message after the other.

Source: https://bazel.build/reference/command-line-reference#flag--execution_log_compact_file
"""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from google.protobuf.message import DecodeError

from reports.errors import LogError
from reports.schema import execution_log_pb2
from reports.zstd import zstandard

_ZSTD = b"\x28\xb5\x2f\xfd"
"""https://datatracker.ietf.org/doc/html/rfc8878#section-3.1.1"""

_WRITE_ANEW = "Write it anew: bazel build --execution_log_compact_file=<file> <target>"
_SEVEN_BITS, _HIGH_BIT, _LAST_SHIFT = 7, 0x80, 63


def read_entries(source: str, log: Path) -> Iterator[Any]:
    """Yields the entries in order.

    Args:
        source: the log, as the user named it.
        log: where it is.

    Raises:
        LogError: if it is empty, cut off, of another format or of a Bazel that is not known.
    """
    with log.open("rb") as file:
        start = file.read(len(_ZSTD))
        file.seek(0)
        if start != _ZSTD:
            raise LogError(
                f"{source}: expected a compact execution log, "
                f"got {'an empty file' if not start else f'a file that starts with {start!r}'}",
                fix=_WRITE_ANEW,
            )
        stream = zstandard().ZstdDecompressor().stream_reader(file, read_across_frames=True)
        try:
            yield from _entries(source, io.BufferedReader(stream, 1 << 18))
        except (EOFError, DecodeError, zstandard().ZstdError) as error:
            raise LogError(
                f"{source}: expected a whole log, got one that ends within an entry",
                evidence=[str(error)],
                fix=f"Wait for the build to end. {_WRITE_ANEW}",
            ) from None


def _entries(source: str, stream: BinaryIO) -> Iterator[Any]:
    while (size := _varint(stream)) is not None:
        message = stream.read(size)
        if len(message) != size:
            raise EOFError(f"{size} bytes expected, {len(message)} there")
        entry = execution_log_pb2.LogEntry.FromString(message)
        if entry.WhichOneof("type") is None:
            raise LogError(
                f"{source}: expected entries of Bazel 7.1 to 9, got one of an unknown kind",
                fix="Use a rules_py_layers that knows this Bazel.",
            )
        yield entry


def _varint(stream: BinaryIO) -> int | None:
    """Reads a length; `None` at the end: https://protobuf.dev/programming-guides/encoding/#varints."""
    value = 0
    for shift in range(0, _LAST_SHIFT + 1, _SEVEN_BITS):
        byte = stream.read(1)
        if not byte:
            if shift:
                raise EOFError("the length of an entry is cut off")
            return None
        value |= (byte[0] & ~_HIGH_BIT) << shift
        if not byte[0] & _HIGH_BIT:
            return value
    raise EOFError("the length of an entry is none")
