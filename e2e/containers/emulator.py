"""Starts programs of another machine in a container, by qemu's user mode."""

import dataclasses
import shutil
from collections.abc import Sequence
from pathlib import Path

_DEST = ".emulator"
"""In the image's root directory: the container sees nothing else."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Emulator:
    """What runs the container's first process. A process that this one starts is not emulated."""

    machine: str
    """Whose programs it runs, as `platform.machine()` says there."""

    program: Path
    """Statically linked."""

    def command(self, root: Path, command: Sequence[str]) -> list[str]:
        """Puts the emulator into an image, and returns what to start instead of a command.

        Args:
            root: the unpacked image.
            command: whose first word is a path in the image, to a program or a script.
        """
        shutil.copy(self.program, root / _DEST)
        (root / _DEST).chmod(0o755)
        return [f"/{_DEST}", *_interpreter(root / command[0].lstrip("/")), *command]


def _interpreter(program: Path) -> list[str]:
    """Returns what a script is started with: the kernel would do so, an emulator does not."""
    with program.open("rb") as file:
        first = file.readline()
    return first[2:].decode().split(None, 1) if first.startswith(b"#!") else []
