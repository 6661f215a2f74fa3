"""A copy of the repository as it is now, which Bazel builds while the original is worked on."""

import shutil
import subprocess
from pathlib import Path

_WRITTEN = ("bench/bounds.toml", "bench/results", "docs/benchmarks.md")


def copy_repository(src: Path, dest: Path) -> None:
    """Brings a copy up to date: what git knows or would take, and nothing else.

    Files that are as they should be are not touched, so that a server notices only what differs.

    Args:
        src: a checkout.
        dest: the copy; made if it is not there. What else lies in it is deleted.
    """
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=src,
        capture_output=True,
        text=True,
        check=True,
    )
    names = {name for name in listed.stdout.split("\0") if name and (src / name).is_file()}
    for old in [file for file in dest.rglob("*") if not file.is_dir() or file.is_symlink()]:
        if str(old.relative_to(dest)) not in names:
            old.unlink()
    for name in sorted(names):
        bring(src / name, dest / name)


def bring(src: Path, dest: Path) -> None:
    """Copies one file, with its mode, if the copy differs."""
    if dest.is_file() and dest.read_bytes() == src.read_bytes():
        return
    dest.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(src, dest)


def revision(repository: Path) -> str:
    """Returns the commit of a checkout, short, with "+" if files differ from it.

    What bench itself writes does not count. "unknown" where there is no commit.
    """
    commit = _git(repository, "rev-parse", "--short=12", "HEAD") or "unknown"
    written = [f":!{name}" for name in _WRITTEN]
    changed = _git(
        repository, "status", "--porcelain", "--untracked-files=all", "--", ".", *written
    )
    return commit + ("+" if changed else "")


def _git(repository: Path, *words: str) -> str:
    done = subprocess.run(
        ["git", *words], cwd=repository, capture_output=True, text=True, check=False
    )
    return done.stdout.strip()
