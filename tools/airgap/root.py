"""Makes the root that Bazel runs in: extracted packages, and what their scripts would do."""

import collections
import os
import pathlib
import select
import shutil
import subprocess
from collections.abc import Sequence
from typing import IO

from airgap import interpreters, progress, recipe
from airgap.errors import AirgapError

HOST_FILES = (
    *("etc/group", "etc/hostname", "etc/hosts", "etc/passwd", "etc/resolv.conf"),
    *("etc/localtime", "etc/pip.conf", "etc/gitconfig", "usr/lib/os-release"),
)
"""Files of the machine that are laid over the root's, where the machine has them."""

HOST_FOLDERS = ("etc/apt", "etc/ssl", "usr/local/share/ca-certificates")
"""Folders of the machine likewise. /etc/apt: rules that make base images use the machine's."""

ADAPTER = "usr/lib/airgap/adapter"
TRUST_STORE = "usr/lib/airgap/cacerts"
BAZELRC = "etc/bazel/bazelrc"

_UNUSED = (
    *("usr/share/doc", "usr/share/info", "usr/share/locale", "usr/share/man"),
    *("usr/lib/jvm/*/jmods", "usr/lib/*/gconv", "usr/libexec/gcc/*/*/lto1"),
    *("usr/bin/*lto-dump*", "var/cache/apt", "var/lib/apt/lists"),
)
"""About 500 MB that neither Bazel nor a compiler call needs."""

_LINKS = {
    "etc/os-release": "../usr/lib/os-release",
    "usr/bin/awk": "mawk",
    "usr/bin/cc": "gcc",
    "usr/bin/c++": "g++",
    "etc/mtab": "/proc/self/mounts",
}
"""What the maintainer scripts and update-alternatives make."""

_MMDEBSTRAP = (
    *("mmdebstrap", "--variant=extract", "--mode=chrootless"),
    '--aptopt=Acquire::Check-Valid-Until "false"',
)
"""No script of a package runs, so an ordinary user can do it. Testing's Release may be expired."""

_EXTRACT_FAILED = """\
bazelw {suite}: mmdebstrap must fetch and extract the packages, got exit status {status}.
{evidence}
Let this machine reach {mirror} (its own apt source), then run bazelw again."""

_NO_LDCONFIG = """\
bazelw: bubblewrap must be allowed to make namespaces, got exit status {status}.
{evidence}
Allow unprivileged user namespaces (sysctl kernel.unprivileged_userns_clone=1, and in a container
a seccomp profile that permits clone and mount), or install bazelisk as `bazel` on PATH."""


def make_root(dest: pathlib.Path, mirror: str, packages: Sequence[str]) -> None:
    """Makes a root in a folder that does not exist yet.

    Raises:
        AirgapError: packages cannot be fetched, or bubblewrap cannot run.
    """
    interpreter = dest.with_name(dest.name + ".python")
    title = f"fetching CPython {recipe.PYTHON_SUITE_MINOR}"
    _extract(title, interpreter, mirror, (recipe.PYTHON_SUITE,), recipe.PYTHON_PACKAGES)
    _extract("fetching Bazel", dest, mirror, recipe.BAZEL_SUITES, packages)
    with progress.Step("arranging the root", dest) as step:
        remove_unused(dest)
        step.show("links and places for the machine's files")
        complete(dest)
        step.show("linker cache")
        _run_ldconfig(dest)
        step.show("interpreters and wheels")
        interpreters.install(dest, interpreter)
    shutil.rmtree(interpreter)


def remove_unused(root: pathlib.Path) -> None:
    """Deletes what only takes room."""
    for pattern in _UNUSED:
        for src in list(root.glob(pattern)):
            if src.is_dir() and not src.is_symlink():
                shutil.rmtree(src)
            else:
                src.unlink(missing_ok=True)  # some are reached by two names


def complete(root: pathlib.Path) -> None:
    """Makes what maintainer scripts make, and the places that bubblewrap binds over."""
    for name, target in _LINKS.items():
        link = root / name
        link.unlink(missing_ok=True)
        link.symlink_to(target)
    java = java_home(root).relative_to(root)
    for name in ("java", "javac", "jar"):
        (root / "usr/bin" / name).unlink(missing_ok=True)
        (root / "usr/bin" / name).symlink_to(f"/{java}/bin/{name}")
    for name in (*HOST_FOLDERS, ADAPTER):
        (root / name).mkdir(parents=True, exist_ok=True)
    for name in (*HOST_FILES, TRUST_STORE, BAZELRC):
        place = root / name
        place.parent.mkdir(parents=True, exist_ok=True)
        if place.is_symlink() or not place.exists():
            place.unlink(missing_ok=True)
            place.touch()


def java_home(root: pathlib.Path) -> pathlib.Path:
    """Returns the JDK of a root; of several, the one with the longest name."""
    homes = {server.parents[2] for server in root.glob("usr/lib/jvm/*/lib/server/libjvm.so")}
    return max((home for home in homes if not home.is_symlink()), key=lambda home: home.name)


def _extract(
    title: str,
    dest: pathlib.Path,
    mirror: str,
    suites: Sequence[str],
    packages: Sequence[str],
) -> None:
    """Extracts packages from the first suite that has them all."""
    for suite in suites:
        shutil.rmtree(dest, ignore_errors=True)
        command = [*_MMDEBSTRAP, f"--include={','.join(packages)}", suite, str(dest)]
        with progress.Step(f"{title} ({suite})", dest.parent) as step:
            status, tail = run_shown([*command, f"deb {mirror} {suite} main"], step)
            if status:
                step.fail()
        if status == 0:
            return
    evidence = "\n".join(f"  {line}" for line in tail) or "  no output"
    raise AirgapError(
        _EXTRACT_FAILED.format(suite=suite, status=status, evidence=evidence, mirror=mirror)
    )


def run_shown(command: Sequence[str], step: progress.Step) -> tuple[int, list[str]]:
    """Runs a program and shows its output as the progress of a step.

    The program ends when this one is interrupted.

    Returns:
        The exit status, and the last lines of the output.
    """
    tail: collections.deque[str] = collections.deque(maxlen=8)
    with subprocess.Popen(
        command,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as running:
        try:
            if running.stdout is not None:
                _show_lines(running.stdout, step, tail)
        except BaseException:
            running.terminate()
            raise
    return running.returncode, list(tail)


def _show_lines(stream: IO[bytes], step: progress.Step, tail: collections.deque[str]) -> None:
    while True:
        ready, _, _ = select.select([stream], [], [], 1)
        if not ready:
            step.show("")
            continue
        line = stream.readline().decode(errors="replace").strip()
        if not line and not stream.peek(1):  # type: ignore[attr-defined]
            return
        if line:
            tail.append(line)
        if line.startswith("I: "):
            step.show(line.removeprefix("I: ").rstrip(". "))


def _run_ldconfig(root: pathlib.Path) -> None:
    user = [] if os.geteuid() == 0 else ["--unshare-user"]
    command = ["bwrap", *user, "--bind", str(root), "/", "--dev", "/dev", "--proc", "/proc"]
    done = subprocess.run(
        [*command, "/usr/sbin/ldconfig"],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        evidence = "\n".join(f"  {line}" for line in done.stderr.splitlines()[-5:])
        raise AirgapError(_NO_LDCONFIG.format(status=done.returncode, evidence=evidence))
