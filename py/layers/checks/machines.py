"""The rule that native code is for the platform of the image.

A wheel may ship code for several platforms and choose when it runs, so a component is wrong only if
none of its files fits and all that count are for one system. What does not count is no part of a
program on any system that images have: see `_counts`.
"""

from __future__ import annotations

import collections

from layers.checks.findings import Finding, name_of
from layers.errors import CheckError
from layers.record import Record
from layers.tree.scripts import SCRIPT_DIRECTORY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.checks.tree import Placed, Tree
    from layers.records import Component, ListingEntry

_CHECKED = ("interpreter", "pypi")
"""Origins of code for one platform; first-party files for another CPU are data, as firmware is."""

NATIVES = {
    "386": ("ELF32LE", "386"),
    "amd64": ("ELF64LE", "X86_64"),
    "arm": ("ELF32LE", "ARM"),
    "arm64": ("ELF64LE", "AARCH64"),
    "loong64": ("ELF64LE", "LOONGARCH"),
    "ppc64": ("ELF64BE", "PPC64"),
    "ppc64le": ("ELF64LE", "PPC64"),
    "riscv64": ("ELF64LE", "RISCV"),
    "s390x": ("ELF64BE", "S390"),
}
"""Format and machine of Linux by architecture in the words of Go.

Sources: https://go.dev/doc/install/source#environment and
https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html
"""

_SYSTEMS = {"Mach-O": "darwin", "PE": "windows"}
_ARCHITECTURES = {native: architecture for architecture, native in NATIVES.items()} | {
    ("ELF32LE", "X86_64"): "amd64 (x32)"
}
_ARCHITECTURE_BY_MACHINE = {machine: name for name, (_, machine) in NATIVES.items()}


class Machines(Record):
    """What is not for the platform of the image."""

    finding: Finding

    foreign: tuple[Placed, ...]
    """Native code for another platform that is allowed."""


def check_machines(tree: Tree, os: str, architecture: str) -> Machines:
    """Checks native code.

    Args:
        tree: all layers.
        os: of the image: linux.
        architecture: of the image.

    Raises:
        CheckError: if the architecture is not known.
    """
    if architecture not in NATIVES:
        raise CheckError(
            f"check: expected an architecture with a known ELF machine, got {architecture!r}",
            evidence=[", ".join(NATIVES)],
            fix="Set `architecture` of the image to one of these.",
        )
    natives: dict[Component, list[Placed]] = collections.defaultdict(list)
    for placed in tree:
        if placed.entry.format and placed.component.origin in _CHECKED:
            # A package that is split over layers is one package.
            natives[placed.component.replace(part=0)].append(placed)
    wrong: list[Placed] = []
    foreign: list[Placed] = []
    for files in natives.values():
        others = [one for one in files if _native(one.entry) != NATIVES[architecture]]
        counted = [one for one in others if _counts(one.entry, tree.root)]
        if len(others) == len(files) and len({_system(one.entry) for one in counted}) == 1:
            wrong += counted
        else:
            foreign += others
    finding = _finding(wrong, f"{os}/{architecture}", " ".join(NATIVES[architecture]))
    return Machines(finding=finding, foreign=tuple(foreign))


def _native(entry: ListingEntry) -> tuple[str, str]:
    return (entry.format, entry.machine)


def _system(entry: ListingEntry) -> str:
    return _SYSTEMS.get(entry.format, "linux")


def _counts(entry: ListingEntry, root: str) -> bool:
    """Tells whether a program that fits the platform would have this file for its own platform.

    Of ELF, not what is for no CPU that has images, such as the kernel's BPF. Of PE, extension
    modules, libraries and what stands beside `python`: many wheels for all platforms ship launchers
    for Windows, `*.exe`.
    """
    if entry.format == "PE":
        directory, _, name = entry.dest.rpartition("/")
        script = f"{root}/{SCRIPT_DIRECTORY}".removeprefix("/")
        return directory == script or name.lower().endswith((".pyd", ".dll"))
    return entry.format == "Mach-O" or entry.machine in _ARCHITECTURE_BY_MACHINE


def _finding(wrong: Sequence[Placed], platform: str, native: str) -> Finding:
    return Finding(
        rule=f"expected native code for {platform}, {native}, got packages without any",
        problems=tuple(
            (
                f"{name_of(placed.component)}: {placed.entry.dest}",
                f"{placed.entry.format} {placed.entry.machine}, "
                f"for {_platform(placed.entry)} and not {platform}",
            )
            for placed in wrong
        ),
        fix=f"Take the wheels for {platform}: `target_platforms` of the pip hub, or a second hub "
        "with `download_only` and that platform.",
    )


def _platform(entry: ListingEntry) -> str:
    """Returns the platform of native code; of a fat Mach-O all of them."""
    if entry.format.startswith("ELF"):
        return f"linux/{_ARCHITECTURES.get(_native(entry), f'{entry.machine} {entry.format}')}"
    names = [_ARCHITECTURE_BY_MACHINE.get(m, m) for m in entry.machine.split(",")]
    return " and ".join(f"{_system(entry)}/{name}" for name in names)
