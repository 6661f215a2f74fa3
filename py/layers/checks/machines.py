"""The rule that native code is for the machine of the image.

Some wheels ship code for several machines and choose when they run; so a component is wrong only
if none of its ELF files is for the image's machine.
"""

from __future__ import annotations

import collections

from layers.checks.findings import Finding, name_of
from layers.errors import CheckError
from layers.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layers.checks.tree import Placed, Tree

_CHECKED = ("interpreter", "pypi")
"""Origins of code for one platform; first-party files for another CPU are data, as firmware is."""

MACHINES = {
    "386": "386",
    "amd64": "X86_64",
    "arm": "ARM",
    "arm64": "AARCH64",
    "loong64": "LOONGARCH",
    "ppc64le": "PPC64",
    "riscv64": "RISCV",
    "s390x": "S390",
}
"""ELF machine by architecture in the words of Go.

Sources: https://go.dev/doc/install/source#environment and
https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html
"""


class Machines(Record):
    """What is not for the machine of the image."""

    finding: Finding

    foreign: tuple[Placed, ...]
    """ELF files for another machine that are allowed."""


def check_machines(tree: Tree, os: str, architecture: str) -> Machines:
    """Checks native code.

    Args:
        tree: all layers.
        os: of the image, for the text.
        architecture: of the image.

    Raises:
        CheckError: if the architecture is not known.
    """
    if architecture not in MACHINES:
        raise CheckError(
            f"check: expected an architecture with a known ELF machine, got {architecture!r}",
            evidence=[", ".join(MACHINES)],
            fix="Set `architecture` of the image to one of these.",
        )
    machine = MACHINES[architecture]
    native = collections.defaultdict(list)
    for placed in tree:
        if placed.entry.machine and placed.component.origin in _CHECKED:
            native[placed.component].append(placed)
    wrong = []
    foreign = []
    for files in native.values():
        others = [placed for placed in files if placed.entry.machine != machine]
        cpu = [placed for placed in others if placed.entry.machine in MACHINES.values()]
        if len(others) == len(files) and cpu:
            wrong.extend(cpu)
        else:
            foreign.extend(others)
    return Machines(
        finding=_finding(tuple(wrong), f"{os}/{architecture}", machine), foreign=tuple(foreign)
    )


def _finding(wrong: tuple[Placed, ...], platform: str, machine: str) -> Finding:
    return Finding(
        rule=f"expected native code for {platform}, ELF machine {machine}, got components "
        "without any",
        problems=tuple(
            (
                f"{name_of(placed.component)}: {placed.entry.dest}",
                f"ELF machine {placed.entry.machine}, {_architecture(placed.entry.machine)}",
            )
            for placed in wrong
        ),
        fix=f"Take the wheels for {platform}: `target_platforms` of the pip hub, or a second hub "
        "with `download_only` and that platform.",
    )


def _architecture(machine: str) -> str:
    return next(name for name, its_machine in MACHINES.items() if its_machine == machine)
