"""What figures depend on: the machine, and the versions of what ran."""

import os
import platform
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

_CPU = re.compile(r"^(?:model name|Model)\s*:\s*(.+)$", re.MULTILINE)
_MEMORY = re.compile(r"^MemTotal:\s*(\d+) kB$", re.MULTILINE)

_NUMBER = re.compile(r"\d+(?:\.\d+)+")


def describe_machine() -> dict[str, str]:
    """Returns CPU, cores, memory and kernel, as texts for the reader."""
    return {
        "CPU": _first(_CPU, Path("/proc/cpuinfo")) or platform.machine(),
        "cores": str(len(os.sched_getaffinity(0))),
        "memory": f"{int(_first(_MEMORY, Path('/proc/meminfo')) or 0) / 2**20:.0f} GiB",
        "kernel": platform.release(),
    }


def program_versions(programs: Mapping[str, str]) -> dict[str, str]:
    """Returns the version that each program prints for `--version`.

    Args:
        programs: paths by name.
    """
    return {name: _version(path) for name, path in programs.items()}


def _first(pattern: re.Pattern[str], src: Path) -> str:
    found = pattern.search(src.read_text()) if src.exists() else None
    return found[1].strip() if found else ""


def _version(program: str) -> str:
    done = subprocess.run(
        [program, "--version"],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    found = _NUMBER.search(done.stdout + done.stderr)
    return found[0] if found else "unknown"
