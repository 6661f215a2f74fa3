"""Every content that a file had in the history of git, through its renames."""

import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from plan.errors import HistoryError

_COMMIT = "\x01"

_BLOB_LINE = 4
"""Fields of a raw line before its path: modes, and blobs before and after.
https://git-scm.com/docs/diff-format#_raw_output_format"""


class Revision(NamedTuple):
    """What a file held from one commit on."""

    commit: str
    time: int
    """Of the committer, in seconds since 1970."""
    content: bytes


class Depth(NamedTuple):
    """How far the history of a working tree goes."""

    known: bool
    """There is one: it is a clone, and git can be run."""
    shallow: bool
    """It is cut off."""


def depth_of(directory: Path) -> Depth:
    """Returns how far the history of a directory goes."""
    try:
        done = _git(directory, "rev-parse", "--is-shallow-repository")
    except OSError:
        return Depth(known=False, shallow=False)
    return Depth(known=not done.returncode, shallow=done.stdout.strip() == b"true")


def read_revisions(file: Path, progress: Callable[[int, int], None]) -> list[Revision]:
    """Reads what a file held, from the oldest commit of the branch to the newest.

    The branch itself is followed, not what was merged into it: that is what was released.

    Args:
        file: in a clone, see `depth_of`.
        progress: called with how many commits are read, and how many there are.

    Raises:
        HistoryError: if git does not track it.
    """
    log = _git(
        file.parent,
        *("log", "--follow", "--first-parent", "-m", "--raw", "--no-abbrev"),
        *(f"--format={_COMMIT}%H %ct", "--", file.name),
    )
    commits = _blobs(log.stdout.decode("utf-8", "replace"))
    if log.returncode or not commits:
        raise HistoryError(
            f"{file}: expected a lock file that git tracks, got one without a commit",
            evidence=log.stderr.decode("utf-8", "replace").splitlines()[:1],
            fix="Commit it, or leave `--lock` out: the plan is then made from sizes alone.",
        )
    revisions = []
    contents = _contents(file.parent, [blob for _, _, blob in commits])
    for (commit, time, _), content in zip(commits, contents, strict=True):
        revisions.append(Revision(commit, time, content))
        progress(len(revisions), len(commits))
    return revisions


def _blobs(log: str) -> list[tuple[str, int, str]]:
    """Returns commit, time and blob, oldest first; a commit that deletes the file has none."""
    found: dict[str, tuple[str, int, str]] = {}
    commit, time = "", 0
    for line in log.splitlines():
        if line.startswith(_COMMIT):
            commit, seconds = line[1:].split(" ")
            time = int(seconds)
        elif line.startswith(":"):
            blob = line.split(" ")[_BLOB_LINE - 1]
            if blob.strip("0") and commit not in found:
                found[commit] = (commit, time, blob)
    return list(found.values())[::-1]


def _contents(directory: Path, blobs: Sequence[str]) -> Iterator[bytes]:
    """Yields the contents of blobs: one process for all, https://git-scm.com/docs/git-cat-file."""
    command = ["git", "-C", str(directory), "cat-file", "--batch"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        asked, answered = process.stdin, process.stdout
        if asked is None or answered is None:
            raise AssertionError("both are pipes")
        for blob in blobs:
            asked.write(f"{blob}\n".encode())
            asked.flush()
            header = answered.readline().split()
            if header[1:2] != [b"blob"]:
                raise HistoryError(
                    f"git cat-file: expected blob {blob!r}, got {b' '.join(header).decode()!r}",
                    fix="Fetch it: git fetch --refetch",
                )
            yield answered.read(int(header[2]))
            answered.read(1)
        asked.close()


def _git(directory: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["git", "-C", str(directory), *words], capture_output=True, check=False)
