"""Unpacks layers as a container runtime does, one over the other.

Owners are not kept. The user of the container is nobody's owner, so what the owner may is cut down
to what everybody may: also where a user namespace makes that user the owner of every file.
"""

import contextlib
import gzip
import hashlib
import os
import shutil
import tarfile
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO, cast

from e2e.containers.errors import ContainerError
from e2e.containers.image import Layer

_LINK_LIMIT = 40
_MOUNT_POINTS = ("dev", "proc", "tmp")
_WHITEOUT = ".wh."


def unpack(layers: Iterable[Layer], root: Path) -> None:
    """Unpacks an image.

    Args:
        layers: the lowest first.
        root: the root directory of the image, which must not exist.

    Raises:
        ContainerError: a layer is not what its diff_id says, or has what no layer of ours has: a
            whiteout, a device, a dest outside the root.
    """
    root.mkdir()
    tree = _Tree(root)
    for layer in layers:
        with _opened(layer) as stream, tarfile.open(fileobj=stream, mode="r|") as tar:
            for member in tar:
                tree.add(member, tar)
    for name in _MOUNT_POINTS:
        with contextlib.suppress(FileExistsError):
            (root / name).mkdir()
    tree.close_directories()


def remove(root: Path) -> None:
    """Removes what `unpack` made, also directories that nobody may read."""

    def make_readable(directory: Path) -> None:
        directory.chmod(0o700)
        for entry in os.scandir(directory):
            if entry.is_dir(follow_symlinks=False):
                make_readable(Path(entry.path))

    if root.exists():
        make_readable(root)
        shutil.rmtree(root)


class _Tree:
    """A root directory that layers are written to."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._directory_modes = {root: 0o755}
        self._known_directories: set[Path] = set()
        """Not links, and there: looked up a thousand times."""

    def add(self, member: tarfile.TarInfo, tar: tarfile.TarFile) -> None:
        dest = PurePosixPath(member.name.lstrip("/"))
        if ".." in dest.parts or dest.name.startswith(_WHITEOUT):
            raise ContainerError(f"a dest must be a plain path in the image, got {member.name!r}")
        if not dest.name:
            self._directory_modes[self._root] = member.mode
            return
        target = self._directory(dest.parent) / dest.name
        if member.isdir():
            self._make_room(target, keep_directory=True)
            target.mkdir(exist_ok=True)
            self._directory_modes[target] = member.mode
            return
        self._make_room(target, keep_directory=False)
        self._write(member, tar, target)

    def close_directories(self) -> None:
        """Sets the modes of directories, the deepest first: one may lose the right to be read."""
        for directory, mode in sorted(self._directory_modes.items(), reverse=True):
            if directory.is_dir() and not directory.is_symlink():
                directory.chmod(_strangers_mode(mode))

    def _write(self, member: tarfile.TarInfo, tar: tarfile.TarFile, target: Path) -> None:
        if member.issym():
            target.symlink_to(member.linkname)
        elif member.islnk():
            linked = PurePosixPath(member.linkname.lstrip("/"))
            target.hardlink_to(self._directory(linked.parent) / linked.name)
        elif member.isfile():
            source = tar.extractfile(member)
            assert source is not None
            with target.open("xb") as file:
                shutil.copyfileobj(source, file)
            target.chmod(_strangers_mode(member.mode))
        else:
            raise ContainerError(
                f"a member must be a file, link or directory, got type {member.type!r}",
                evidence=[member.name],
            )

    def _make_room(self, target: Path, *, keep_directory: bool) -> None:
        """Removes what a lower layer has there: a directory over a link replaces the link."""
        if target.is_dir() and not target.is_symlink():
            if not keep_directory:
                shutil.rmtree(target)
                self._known_directories.clear()
        else:
            target.unlink(missing_ok=True)

    def _directory(self, dest: PurePosixPath) -> Path:
        """Returns the directory that dest is in this root, where links are the root's own."""
        parts = list(reversed(dest.parts))
        found = self._root
        links = 0
        while parts:
            name = parts.pop()
            if name in ("/", "..", "."):
                found = {"/": self._root, "..": self._above(found), ".": found}[name]
            elif found / name in self._known_directories:
                found /= name
            elif (found / name).is_symlink():
                links += 1
                if links > _LINK_LIMIT:
                    raise ContainerError(f"links must lead somewhere, got a loop at {str(dest)!r}")
                parts += reversed((found / name).readlink().parts)
            else:
                found /= name
                found.mkdir(exist_ok=True)
                self._directory_modes.setdefault(found, 0o755)
                self._known_directories.add(found)
        return found

    def _above(self, directory: Path) -> Path:
        return directory if directory == self._root else directory.parent


@contextlib.contextmanager
def _opened(layer: Layer) -> Iterator[IO[bytes]]:
    """Opens the tar in a layer; checks its diff_id at the end."""
    with layer.src.open("rb") as blob, _decompressed(blob, layer.compression) as stream:
        reader = _HashingReader(stream)
        yield cast("IO[bytes]", reader)
        digest = reader.digest()
    if digest != layer.diff_id:
        raise ContainerError(
            f"a layer must be what its diff_id says, got {digest!r}", evidence=[layer.diff_id]
        )


def _decompressed(
    blob: IO[bytes], compression: str
) -> contextlib.AbstractContextManager[IO[bytes]]:
    if compression == "":
        return contextlib.nullcontext(blob)
    if compression == "gzip":
        return cast("IO[bytes]", gzip.open(blob))
    if compression == "zstd":
        # Imported here: an image without zstd layers runs with the standard library alone.
        import zstandard  # noqa: PLC0415

        # A layer may be many frames, as gzip may be many members.
        reader = zstandard.ZstdDecompressor().stream_reader(blob, read_across_frames=True)
        return cast("IO[bytes]", reader)
    raise ContainerError(f"a layer must be a plain, gzip or zstd tar, got {compression!r}")


class _HashingReader:
    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self._hash.update(data)
        return data

    def digest(self) -> str:
        """Reads what is left; returns the digest of everything."""
        while self.read(1 << 20):
            pass
        return f"sha256:{self._hash.hexdigest()}"


def _strangers_mode(mode: int) -> int:
    """Returns a mode that gives owner and group what it gives everybody."""
    everybody = mode & 0o7
    return mode & 0o1000 | everybody * 0o111
