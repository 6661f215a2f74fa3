"""The programs that figures come from, and their versions."""

import platform
import re
import shutil
from pathlib import Path

from bench.errors import BenchError
from bench.machine import program_versions
from bench.peers import PACKAGES, find_peers

_BIG = "bench/big/MODULE.bazel"
_RULES_PKG = re.compile(r'^bazel_dep\(name = "rules_pkg", version = "([^"]+)"\)$', re.MULTILINE)


def bazel_program(bazelw: Path) -> str:
    """Returns the Bazel that bench drives: one on PATH, else `./bazelw`."""
    return shutil.which("bazel") or shutil.which("bazelisk") or str(bazelw)


def tool_versions(repository: Path, cache: Path) -> dict[str, str]:
    """Returns versions by name: Bazel, Python, rules_pkg, and the peers that are there."""
    programs = {"bazel": bazel_program(repository / "bazelw")}
    for name in PACKAGES:
        try:
            programs |= find_peers([name], cache)
        except BenchError:
            continue
    asked = _RULES_PKG.search((repository / _BIG).read_text(encoding="utf-8"))
    others = {"python": platform.python_version(), "rules_pkg": asked[1] if asked else "unknown"}
    return program_versions(programs) | others
