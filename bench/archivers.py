"""Other ways to write the files of a directory as one tar: programs, in a pipe."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.process import run_piped

_PYTHON_TAR = "import sys, tarfile; tarfile.open(sys.argv[2], sys.argv[1]).add(sys.argv[3], '.')"

Pipe = Sequence[Sequence[str]]

PEERS = ("bsdtar", "cp", "gzip", "pigz", "sha256sum", "tar", "zstd")
"""All programs that are started here."""


def shown(pipe: Pipe) -> str:
    """Returns a pipe as one types it, programs without their directories."""
    return " | ".join(" ".join([Path(words[0]).name, *words[1:]]) for words in pipe)


def gnu_tar(peers: dict[str, str], tree: Path) -> list[str]:
    """Returns GNU tar to stdout."""
    return [peers["tar"], "--create", "--file=-", f"--directory={tree}", "."]


def bsd_tar(peers: dict[str, str], tree: Path, *options: str) -> list[str]:
    """Returns bsdtar to stdout."""
    return [peers["bsdtar"], "-c", "-f", "-", *options, "-C", str(tree), "."]


def python_tar(mode: str, dest: str, tree: Path) -> list[str]:
    """Returns Python's tarfile to a file, as `w` or `w:gz`."""
    return [sys.executable, "-I", "-c", _PYTHON_TAR, mode, dest, str(tree)]


def nearest_level(size_of: Callable[[int], int], levels: Sequence[int], size: int) -> int:
    """Returns the level of a compressor whose result is nearest to a size.

    Args:
        size_of: runs it at a level; higher levels give fewer bytes.
        levels: rising; those behind the first that is smaller than `size` are not tried.
        size: bytes.
    """
    distances: dict[int, int] = {}
    for level in levels:
        found = size_of(level)
        distances[level] = abs(found - size)
        if found <= size:
            break
    return min(distances, key=lambda level: distances[level])


def piped_size(pipe: Pipe, directory: Path) -> int:
    """Returns how many bytes a pipe writes."""
    out = directory / "sized"
    run_piped(pipe, cwd=directory, out=out)
    size = out.stat().st_size
    out.unlink()
    return size
