"""Runs programs and says how long they took, or how much memory one had."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.errors import BenchError

_LAST_LINES = 30

_NOT_INHERITED = ("BUILD_", "PYTHON", "RUNFILES_", "JAVA_RUNFILES", "TEST_")
"""What `bazel run` and a launcher set for this program is not for those that it starts."""


_PEAK = """\
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def environment() -> dict[str, str]:
    """Returns what programs get: the machine's environment, without what only we are told."""
    return {
        name: value for name, value in os.environ.items() if not name.startswith(_NOT_INHERITED)
    }


def run_piped(
    commands: Sequence[Sequence[str | Path]],
    *,
    cwd: Path,
    out: Path | None = None,
    env: Mapping[str, str] | None = None,
) -> float:
    """Runs programs, each reading what the one before it writes.

    Args:
        commands: at least one.
        cwd: of all.
        out: what the last one's output is written to; None: nowhere.
        env: instead of `environment()`.

    Returns:
        Seconds, from the first start to the last end.

    Raises:
        BenchError: one of them fails; with its last lines.
    """
    log = cwd / "stderr.log"
    env = environment() if env is None else env
    with contextlib.ExitStack() as stack:
        errors = stack.enter_context(log.open("wb"))
        end = stack.enter_context(out.open("wb")) if out else subprocess.DEVNULL
        begin = time.perf_counter()
        children: list[subprocess.Popen[bytes]] = []
        for command in commands:
            is_last = len(children) == len(commands) - 1
            before = children[-1].stdout if children else subprocess.DEVNULL
            after = end if is_last else subprocess.PIPE
            child = subprocess.Popen(
                command, cwd=cwd, env=env, stdin=before, stdout=after, stderr=errors
            )
            if children and children[-1].stdout:
                children[-1].stdout.close()
            children.append(child)
        for child in children:
            _wait(child, log)
        seconds = time.perf_counter() - begin
    log.unlink()
    return seconds


def peak_memory(command: Sequence[str], *, cwd: Path) -> int:
    """Runs a program and returns the largest resident set that it had, in bytes.

    Through a small process: what ours has would count as the program's, which starts as a copy.

    Raises:
        BenchError: it fails; with its last lines.
    """
    out = cwd / "peak"
    run_piped([[sys.executable, "-I", "-S", "-c", _PEAK, *command]], cwd=cwd, out=out)
    kibibytes = int(out.read_text())
    out.unlink()
    return kibibytes * 1024


def _wait(child: subprocess.Popen[bytes], log: Path) -> None:
    """Waits for the end."""
    if child.wait():
        tail = "\n".join(log.read_text(errors="replace").splitlines()[-_LAST_LINES:])
        words = child.args if isinstance(child.args, list) else [child.args]
        command = " ".join(map(str, words))
        raise BenchError(f"{command}: expected success, got {child.returncode}\n{tail}")
