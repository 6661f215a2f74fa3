"""What a layer of any origin holds, read from its tar in one pass.

Source: https://github.com/opencontainers/image-spec/blob/v1.1.0/layer.md
"""

import gzip
import hashlib
import io
import tarfile
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

from layers.records import Component, Descriptor, ListingEntry

from reports.errors import SourceError
from reports.model import Contents
from reports.sources.packages import DistInfos, with_packages
from reports.zstd import zstandard

_WHITEOUT = ".wh."
_OPAQUE = ".wh..wh..opq"
"""Hides all that layers below have in its directory."""

_OF_AUFS = ".wh..wh."
"""Other names that begin so are the file system's own, and hide nothing."""

_READ_SIZE = 1 << 20

_KNOWN = "tar, gzip and zstd layers of OCI, and gzip layers of Docker"
_PULL_AGAIN = "Pull or build the image again, whole."


def read_tar(file: BinaryIO, descriptor: Descriptor, source: str) -> Contents:
    """Reads a layer, and checks that it is the one that its descriptor names.

    Args:
        file: the blob.
        descriptor: media type, digest; what the layer is called, if it is one of ours.
        source: the image, for errors.

    Returns:
        What it holds, by the packages whose *.dist-info it has, and the rest.

    Raises:
        SourceError: if the media type is not known, or the bytes are cut off or others.
    """
    blob = _Hashed(file, descriptor.digest.partition(":")[0])
    tar = _Hashed(_decompressed(io.BufferedReader(blob), descriptor.media_type, source), "sha256")
    infos = DistInfos()
    try:
        with tarfile.open(fileobj=io.BufferedReader(tar, _READ_SIZE), mode="r|") as archive:
            entries, removed = _entries(archive, infos)
        _read_to_end(tar)
        _read_to_end(blob)
    except _damages() as error:
        raise _unreadable(source, descriptor, error) from None
    if blob.digest != descriptor.digest:
        raise SourceError(
            f"{source}: expected layer {descriptor.digest}, got bytes with digest {blob.digest}",
            fix=_PULL_AGAIN,
        )
    rest = descriptor.layer if descriptor.layer.origin else Component()
    components, counted = with_packages(rest, entries, infos)
    return Contents(
        components=components,
        entries=counted,
        uncompressed_size=tar.size,
        removed=tuple(removed),
    )


def _unreadable(source: str, descriptor: Descriptor, error: Exception) -> SourceError:
    return SourceError(
        f"{source}: expected layer {descriptor.digest} to be {descriptor.media_type}, "
        "got one that cannot be read to its end",
        evidence=[str(error)],
        fix=_PULL_AGAIN,
    )


class _Hashed(io.RawIOBase):
    """A stream that hashes what is read from it."""

    def __init__(self, source: Any, algorithm: str) -> None:
        super().__init__()
        self._source = source
        self._hash = hashlib.new(algorithm)
        self.size = 0

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Reads, and hashes what was read."""
        data = self._source.read(len(buffer))
        self._hash.update(data)
        self.size += len(data)
        buffer[: len(data)] = data
        return len(data)

    @property
    def digest(self) -> str:
        """Of what was read so far."""
        return f"{self._hash.name}:{self._hash.hexdigest()}"


def _decompressed(file: Any, media_type: str, source: str) -> Any:
    if media_type.endswith((".tar+zstd", ".tar.zstd")):
        return zstandard().ZstdDecompressor().stream_reader(file, read_across_frames=True)
    if media_type.endswith((".tar+gzip", ".tar.gzip")):
        return gzip.GzipFile(fileobj=file)
    if media_type.endswith(".tar"):
        return file
    raise SourceError(
        f"{source}: expected a layer of a known media type, got {media_type!r}",
        evidence=[_KNOWN],
        fix="Convert the image: skopeo copy --format=oci … oci:<directory>",
    )


def _damages() -> tuple[type[Exception], ...]:
    """Returns what the libraries raise when bytes are not what they must be."""
    others: tuple[type[Exception], ...] = (tarfile.TarError, EOFError, OSError, ValueError)
    return (*others, zlib.error, zstandard().ZstdError)


def _read_to_end(stream: _Hashed) -> None:
    while stream.read(_READ_SIZE):
        pass


def _entries(archive: tarfile.TarFile, infos: DistInfos) -> tuple[list[ListingEntry], list[str]]:
    entries: list[ListingEntry] = []
    removed: list[str] = []
    for member in archive:
        dest = _dest(member.name)
        directory, _, name = dest.rpartition("/")
        if name == _OPAQUE:
            removed.append(directory)
        elif name.startswith(_WHITEOUT):
            if not name.startswith(_OF_AUFS):
                removed.append(f"{directory}/{name.removeprefix(_WHITEOUT)}".lstrip("/"))
        elif not member.isdir():
            entries.append(_entry(archive, member, dest, infos))
    return entries, removed


def _dest(name: str) -> str:
    return name.removeprefix("./").strip("/")


def _entry(
    archive: tarfile.TarFile, member: tarfile.TarInfo, dest: str, infos: DistInfos
) -> ListingEntry:
    if member.issym() or member.islnk():
        target = member.linkname if member.issym() else f"/{_dest(member.linkname)}"
        return ListingEntry(dest=dest, type="link", mode=member.mode, target=target)
    content = archive.extractfile(member) if member.isreg() else None
    digest = hashlib.sha256()
    kept = infos.wants(dest)
    text = b""
    for piece in _pieces(content):
        digest.update(piece)
        text += piece if kept else b""
    if kept:
        infos.add(dest, text)
    return ListingEntry(
        dest=dest, type="file", mode=member.mode, size=member.size, sha256=digest.hexdigest()
    )


def _pieces(content: Any) -> Iterator[bytes]:
    return iter(lambda: content.read(_READ_SIZE) if content else b"", b"")
