"""Which Bazel runs: one on PATH that starts and is new enough, or the one that is set up."""

import os
import pathlib
import re
import subprocess

OLDEST_MAJOR = 7
NAMES = ("bazel", "bazelisk")

_SECONDS = 60
"""bazelisk may download a Bazel first; without a network it gives up sooner."""

_VERSION = re.compile(r"^bazel (\d+)\.", re.MULTILINE)


def find_on_path(own: pathlib.Path, search: str | None = None) -> str | None:
    """Returns the first Bazel on PATH that starts and is new enough.

    Args:
        own: bazelw itself, which may be on PATH under the name of Bazel.
        search: folders as in PATH; the environment's unless told.
    """
    search = os.environ.get("PATH", os.defpath) if search is None else search
    for name in NAMES:
        for folder in search.split(os.pathsep):
            program = pathlib.Path(folder or ".", name)
            is_other = os.access(program, os.X_OK) and program.resolve() != own.resolve()
            if is_other and program.is_file() and _is_usable(program):
                return str(program)
    return None


def _is_usable(program: pathlib.Path) -> bool:
    try:
        done = subprocess.run(
            [program, "--version"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    found = _VERSION.search(done.stdout)
    return done.returncode == 0 and found is not None and int(found[1]) >= OLDEST_MAJOR
