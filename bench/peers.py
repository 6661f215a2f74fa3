"""The programs that the writer is compared with: those on PATH, else Debian's, in the cache.

`bazel run` starts this program where Bazel runs, and `./bazelw` runs Bazel in a root of its own
that nobody can install into. So packages are downloaded with the machine's apt and unpacked, which
needs no root either.
"""

import shutil
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path

from bench.errors import BenchError
from bench.process import environment

PACKAGES = {
    "bsdtar": "libarchive-tools",
    "cp": "coreutils",
    "gzip": "gzip",
    "pigz": "pigz",
    "sha256sum": "coreutils",
    "tar": "tar",
    "zstd": "zstd",
}
"""Debian's packages by the program that is taken from them."""

_MISSING = """\
bench: {missing} must be on PATH to be compared with, got nothing.
Run `./bazelw run //bench -- --install-peers`, which unpacks Debian's packages into {dest}, or
install {packages} where Bazel runs."""

_NOT_INSTALLED = """\
bench: apt-get must download {packages}, got exit status {status}.
{evidence}
Give the machine an apt source that has them, and its lists: apt-get update."""


def find_peers(programs: Iterable[str], cache: Path) -> dict[str, str]:
    """Returns where programs are.

    Args:
        programs: keys of `PACKAGES`.
        cache: of bench.

    Raises:
        BenchError: some are nowhere; the message says how to get them.
    """
    found = {name: _find(name, cache) for name in programs}
    missing = sorted(name for name, path in found.items() if not path)
    if missing:
        raise BenchError(
            _MISSING.format(
                missing=", ".join(missing),
                dest=_unpacked(cache),
                packages=" ".join(sorted({PACKAGES[name] for name in missing})),
            )
        )
    return {name: path for name, path in found.items() if path}


def install_peers(cache: Path, say: Callable[[str], None]) -> None:
    """Unpacks Debian's packages of the programs that are not there.

    Raises:
        BenchError: apt does not have them.
    """
    missing = sorted({PACKAGES[name] for name in PACKAGES if not _find(name, cache)})
    if not missing:
        say("nothing to install")
        return
    dest = _unpacked(cache)
    dest.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        ["apt-get", "download", *missing],
        cwd=dest,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        evidence = "\n".join(f"  {line}" for line in done.stderr.splitlines()[-5:])
        raise BenchError(
            _NOT_INSTALLED.format(
                packages=" ".join(missing), status=done.returncode, evidence=evidence
            )
        )
    for package in sorted(dest.glob("*.deb")):
        say(f"unpacking {package.name}")
        subprocess.run(["dpkg-deb", "-x", package, dest], check=True)
        package.unlink()


def _unpacked(cache: Path) -> Path:
    return cache / "peers"


def _find(name: str, cache: Path) -> str | None:
    return shutil.which(name) or shutil.which(name, path=str(_unpacked(cache) / "usr/bin"))
