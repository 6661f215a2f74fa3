"""The history of locks as that of the images of today.

What an image held in the past nobody knows any more, and how large a package was then neither. So
the packages of today are followed back: their versions from the locks, their sizes as measured now.
"""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from plan.errors import LockError
from plan.git_history import Revision
from plan.lock_files import Versions, read_versions
from plan.snapshots import Package, Snapshot


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Locks:
    """What locks said, from the first commit to the files as they are."""

    versions: Sequence[Versions]
    """Of all locks together, oldest first; at least that of the files."""
    skipped: Sequence[str]
    """Sentences: commits whose lock could not be read, and why."""


def read_locks(revisions_by_file: Mapping[Path, Sequence[Revision]]) -> Locks:
    """Reads the locks at each of their commits, and as they are.

    Args:
        revisions_by_file: what git knows of each file, oldest first; none where there is no git.

    Raises:
        LockError: if a file, as it is, is no lock. A commit of which that is true is skipped: it
            cannot be repaired any more.
    """
    current = {file: read_versions(_content(file), str(file)) for file in revisions_by_file}
    state: dict[Path, Versions] = {}
    versions: list[Versions] = []
    skipped: list[str] = []
    for file, revision in _in_time(revisions_by_file):
        try:
            state[file] = read_versions(revision.content, f"{file.name} at {revision.commit[:12]}")
        except LockError as error:
            skipped.append(f"skipped: {str(error).splitlines()[0]}")
            continue
        versions.append(_joined(state))
    versions.append(_joined(current))
    return Locks(versions=versions, skipped=skipped)


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise LockError(
            f"{file}: expected a lock file, got {error.strerror!r}",
            fix="Name one with --lock: a requirements file with pinned versions, or a uv.lock.",
        ) from None


def _in_time(
    revisions_by_file: Mapping[Path, Sequence[Revision]],
) -> Iterator[tuple[Path, Revision]]:
    """Yields the revisions of all files as they came; those of one file stay in their order."""
    dated = []
    for file, revisions in revisions_by_file.items():
        latest = 0
        for revision in revisions:
            latest = max(latest, revision.time)  # clocks of committers go wrong
            dated.append((latest, file, revision))
    for _, file, revision in sorted(dated, key=lambda one: one[0]):
        yield file, revision


def _joined(state: Mapping[Path, Versions]) -> Versions:
    found: dict[str, set[str]] = {}
    for versions in state.values():
        for name, version in versions.items():
            found.setdefault(name, set()).add(version)
    return {name: " ".join(sorted(version)) for name, version in found.items()}


def history_of(packages: Mapping[str, Package], locks: Locks) -> list[Snapshot]:
    """Returns the packages of today at the time of each lock.

    Args:
        packages: as measured. One that no lock names is taken not to have changed.
        locks: what the locks said.

    Returns:
        Snapshots that differ from one to the next; the last one has all packages.
    """
    free = {name: package for name, package in packages.items() if name not in locks.versions[-1]}
    history: list[Snapshot] = []
    for versions in locks.versions:
        locked = {
            name: Package(versions[name], packages[name].size)
            for name in packages
            if name in versions
        }
        snapshot = free | locked
        if not history or snapshot != history[-1]:
            history.append(snapshot)
    return history
