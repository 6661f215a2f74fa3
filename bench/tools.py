"""The programs that figures come from, and their versions."""

import platform
import shutil
from pathlib import Path

from bench.errors import BenchError
from bench.machine import program_versions
from bench.peers import PACKAGES, find_peers


def bazel_program(bazelw: Path) -> str:
    """Returns the Bazel that bench drives: one on PATH, else `./bazelw`."""
    return shutil.which("bazel") or shutil.which("bazelisk") or str(bazelw)


def tool_versions(repository: Path, cache: Path) -> dict[str, str]:
    """Returns versions by name: Bazel, Python, and the peers that are there."""
    programs = {"bazel": bazel_program(repository / "bazelw")}
    for name in PACKAGES:
        try:
            programs |= find_peers([name], cache)
        except BenchError:
            continue
    return program_versions(programs) | {"python": platform.python_version()}
