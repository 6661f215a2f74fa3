"""What a source is on disk: a file, a declared link, or a directory of files.

By rule and not by what happens to lie there, so that a sandbox, which puts absolute links in place
of inputs, remote execution, which puts copies, and an unsandboxed run give the same bytes.
"""

from __future__ import annotations

import os
import stat

from layers import dests
from layers.errors import LayersError, ManifestError, raise_all
from layers.record import Record
from layers.serving.execution_root import located
from layers.serving.request import stop_if_cancelled
from layers.tree.contents import not_a_file, unreadable
from layers.tree.leaves import DirectoryLeaf, FileLeaf, Leaf, LinkLeaf
from layers.tree.links import dests_by_src, target_in_image
from layers.tree.manifest import Manifest, shebang_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from layers.records import ManifestEntry


def leaves_of(manifest: Manifest) -> tuple[Leaf, ...]:
    """Returns what the entries of a manifest stand for, in the order of the entries.

    Raises:
        ManifestError: if a source is absent or nothing that a layer can hold; all at once.
    """
    landed = dests_by_src(manifest.entries)
    leaves: list[Leaf] = []
    problems: list[LayersError] = []
    for entry in manifest.entries:
        stop_if_cancelled()
        try:
            target = _link_target(entry)
            if not entry.link and target:
                target = target_in_image(entry, target, landed)
            leaves.extend(_leaves(manifest, entry, target))
        except ManifestError as problem:
            problems.append(problem)
    raise_all(problems)
    return tuple(leaves)


def _link_target(entry: ManifestEntry) -> str:
    if entry.link or not entry.src or not entry.generated:
        return entry.link
    try:
        text = os.readlink(located(entry.src).encode())
        if text.startswith(b"/") and text.endswith(b"/" + entry.src.encode()):
            text = os.readlink(text)
    except OSError:
        return ""
    if text.startswith(b"/"):
        return ""
    return _decoded(text, entry.src, entry.dest)


def _leaves(manifest: Manifest, entry: ManifestEntry, target: str) -> Iterator[Leaf]:
    if target:
        yield LinkLeaf(dest=entry.dest, component=entry.component, target=target, src=entry.src)
    elif not entry.src:
        yield _file(manifest, entry, entry.dest, "")
    else:
        try:
            mode = os.stat(located(entry.src).encode()).st_mode
        except OSError as error:
            raise unreadable(entry.src, entry.dest, error) from None
        if stat.S_ISDIR(mode):
            directory = _Directory(src=entry.src, place=located(entry.src).encode())
            found = tuple(_files_below(directory, entry, ()))
            if not found:
                yield DirectoryLeaf(dest=entry.dest, component=entry.component, src=entry.src)
            for below in found:
                yield _file(manifest, entry, f"{entry.dest}/{below}", f"{entry.src}/{below}")
        elif stat.S_ISREG(mode):
            yield _file(manifest, entry, entry.dest, entry.src)
        else:
            raise not_a_file(entry.src, entry.dest, mode)


def _file(manifest: Manifest, entry: ManifestEntry, dest: str, src: str) -> FileLeaf:
    of_wheel = manifest.components[entry.component].origin == "pypi"
    rewritten = of_wheel and bool(src) and dest.startswith("venv/")
    return FileLeaf(
        dest=dest,
        component=entry.component,
        src=src,
        text=entry.content.encode(),
        executable=entry.executable,
        shebang=shebang_of(manifest.header.root) if rewritten else b"",
    )


class _Directory(Record):
    """A directory of sources that the manifest names, or one below."""

    src: str
    """For errors: a name that is not UTF-8 is escaped."""

    place: bytes
    """Where it is opened."""

    def child(self, name: bytes) -> str:
        """Returns the src of what is in it."""
        return f"{self.src}/{name.decode(errors='backslashreplace')}"


def _files_below(
    directory: _Directory, entry: ManifestEntry, above: tuple[tuple[int, int], ...]
) -> Iterator[str]:
    stop_if_cancelled()
    try:
        status = os.stat(directory.place)
        children = sorted(os.scandir(directory.place), key=lambda child: child.name)
    except OSError as error:
        raise unreadable(directory.src, entry.dest, error) from None
    identity = (status.st_dev, status.st_ino)
    if identity in above:
        raise ManifestError(
            f"{directory.src}: expected a directory that does not hold itself, got a loop",
            evidence=[f"dest {entry.dest!r}"],
            fix="Drop the link to the directory above it from what makes the directory.",
        )
    for child in children:
        src = directory.child(child.name)
        name = _decoded(child.name, src, entry.dest)
        if _is_directory(child, src, entry.dest):
            child_directory = _Directory(src=src, place=child.path)
            below = _files_below(child_directory, entry, (*above, identity))
            yield from (f"{name}/{path}" for path in below)
        else:
            yield name


def _is_directory(child: os.DirEntry[bytes], src: str, dest: str) -> bool:
    """Asks the system only where the child is a link: a directory's listing says the rest."""
    try:
        if child.is_dir():
            return True
        if child.is_file():
            return False
        mode = os.stat(child.path).st_mode
    except OSError as error:
        raise unreadable(src, dest, error) from None
    raise not_a_file(src, dest, mode)


def _decoded(text: bytes, src: str, dest: str) -> str:
    decoded = text.decode(errors="surrogateescape")
    if dests.is_utf8(decoded):
        return decoded
    raise ManifestError(
        f"{src}: expected a name that is UTF-8, got {text!r}",
        evidence=[f"dest {dest!r}"],
        fix="Rename the file: names in a layer are UTF-8.",
    )
