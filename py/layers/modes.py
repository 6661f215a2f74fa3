"""What the first bytes of a file say: its mode, and the machine it is for.

Never `stat`: Bazel makes outputs read-only, and remote execution makes every input executable.
"""

import posixpath

from layers.scripts import SCRIPT_DIRECTORY

EXECUTABLE_MODE = 0o755
FILE_MODE = 0o644
DIRECTORY_MODE = 0o755
LINK_MODE = 0o777

_ELF = b"\x7fELF"
_BIG_ENDIAN = 2
_MACHINE_END = 20

_MACHINES = {
    3: "386",
    20: "PPC",
    21: "PPC64",
    22: "S390",
    40: "ARM",
    62: "X86_64",
    183: "AARCH64",
    243: "RISCV",
    258: "LOONGARCH",
}
"""https://www.sco.com/developers/gabi/latest/ch4.eheader.html"""


def mode_of(dest: str, head: bytes, *, executable: bool) -> int:
    """Returns the permission bits of a file.

    Args:
        dest: relative to the root.
        head: at least the first four bytes, where there are so many.
        executable: the layout says that it starts a program.
    """
    if executable or head.startswith((b"#!", _ELF)):
        return EXECUTABLE_MODE
    return EXECUTABLE_MODE if posixpath.dirname(dest) == SCRIPT_DIRECTORY else FILE_MODE


def machine_of(head: bytes) -> str:
    """Returns the machine of an ELF file by its name without `EM_`; empty for every other file."""
    if not head.startswith(_ELF) or len(head) < _MACHINE_END:
        return ""
    machine = head[_MACHINE_END - 2 : _MACHINE_END]
    number = int.from_bytes(machine, "big" if head[5] == _BIG_ENDIAN else "little")
    return _MACHINES.get(number, f"0x{number:x}")
