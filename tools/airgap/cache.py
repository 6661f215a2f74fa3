"""Makes folders of the cache once: under a lock, aside, and renamed when they are whole."""

import contextlib
import fcntl
import os
import pathlib
import shutil
import sys
from collections.abc import Callable, Iterator

_ASIDE = ".making-"


def cache_dir() -> pathlib.Path:
    """Returns the folder of all that bazelw keeps, and makes it."""
    base = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    dest = pathlib.Path(base).resolve() / "rules_py_layers"
    dest.mkdir(parents=True, exist_ok=True)
    return dest


def make_once(dest: pathlib.Path, make: Callable[[pathlib.Path], None]) -> None:
    """Makes a folder, unless it is there.

    Args:
        dest: the folder: it is there whole, or not at all.
        make: fills the folder that it is given, which does not exist yet.
    """
    if dest.exists():
        return
    with locked(dest.parent / "lock"):
        if dest.exists():
            return
        remove_leftovers(dest.parent)
        aside = dest.parent / f"{_ASIDE}{os.getpid()}-{dest.name}"
        try:
            make(aside)
            aside.rename(dest)
        finally:
            remove_leftovers(dest.parent)


def remove_leftovers(folder: pathlib.Path) -> None:
    """Deletes what a set-up left that did not end; only the holder of the lock may."""
    for leftover in folder.glob(f"{_ASIDE}*"):
        shutil.rmtree(leftover, ignore_errors=True)


@contextlib.contextmanager
def locked(dest: pathlib.Path) -> Iterator[None]:
    """Holds a lock that ends with the process, and says so when it has to wait."""
    with dest.open("a+") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            stream.seek(0)
            holder = stream.read().strip() or "unknown"
            sys.stderr.write(f"bazelw: waiting for the set-up of process {holder} …\n")
            sys.stderr.flush()
            fcntl.flock(stream, fcntl.LOCK_EX)
        stream.truncate(0)
        stream.write(str(os.getpid()))
        stream.flush()
        yield
