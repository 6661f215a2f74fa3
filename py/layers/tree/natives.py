"""Which kind of native code a file is, and for which machine, from its first bytes.

Sources: https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html,
https://github.com/apple-oss-distributions/xnu/tree/main/EXTERNAL_HEADERS/mach-o (loader.h, fat.h),
https://learn.microsoft.com/en-us/windows/win32/debug/pe-format
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    _Order = Literal["little", "big"]

ELF_MAGIC = b"\x7fELF"

_NONE = ("", "")

_ELF_ORDERS: dict[int, tuple[str, _Order]] = {1: ("LE", "little"), 2: ("BE", "big")}
_ELF_MACHINE_END = 20
_ELF_BITS = {1: "32", 2: "64"}
_ELF_MACHINES = {
    3: "386",
    8: "MIPS",
    20: "PPC",
    21: "PPC64",
    22: "S390",
    40: "ARM",
    62: "X86_64",
    183: "AARCH64",
    243: "RISCV",
    247: "BPF",
    258: "LOONGARCH",
}

_MACH_ORDERS: dict[bytes, _Order] = {
    b"\xce\xfa\xed\xfe": "little",
    b"\xcf\xfa\xed\xfe": "little",
    b"\xfe\xed\xfa\xce": "big",
    b"\xfe\xed\xfa\xcf": "big",
}
_MACH_MACHINES = {
    7: "386",
    12: "ARM",
    18: "PPC",
    0x01000007: "X86_64",
    0x0100000C: "AARCH64",
    0x01000012: "PPC64",
}
_FAT_ENTRY_SIZES = {b"\xca\xfe\xba\xbe": 20, b"\xca\xfe\xba\xbf": 32}
_FAT_MOST = 20
"""Machines in one fat file. More is the version of a Java class, which starts in the same way."""

_PE_MACHINES = {0x14C: "386", 0x1C4: "ARM", 0x8664: "X86_64", 0xAA64: "AARCH64"}
_PE_DIRECTORIES = {0x10B: 96, 0x20B: 112}
"""Where the data directories are in an optional header, by its magic."""
_PE_OPTIONAL = 24
_PE_CLR = 14
"""The data directory of managed code."""


def native_of(head: bytes) -> tuple[str, str]:
    """Returns what the header of a file says.

    Args:
        head: its first bytes. Linkers put all of it into the first thousand.

    Returns:
        Format and machine as in the schema's `ListingEntry`; both empty for every other file, and
        for .NET assemblies, which are PE for any machine.
    """
    magic = head[:4]
    if magic == ELF_MAGIC:
        return _elf(head)
    if magic in _MACH_ORDERS:
        return ("Mach-O", _named(_MACH_MACHINES, _number(head, 4, 4, _MACH_ORDERS[magic])))
    if magic in _FAT_ENTRY_SIZES:
        return _fat(head, _FAT_ENTRY_SIZES[magic])
    if magic[:2] == b"MZ":
        return _pe(head)
    return _NONE


def _elf(head: bytes) -> tuple[str, str]:
    if len(head) < _ELF_MACHINE_END or head[4] not in _ELF_BITS or head[5] not in _ELF_ORDERS:
        return _NONE
    suffix, order = _ELF_ORDERS[head[5]]
    return (
        f"ELF{_ELF_BITS[head[4]]}{suffix}",
        _named(_ELF_MACHINES, _number(head, _ELF_MACHINE_END - 2, 2, order)),
    )


def _fat(head: bytes, entry_size: int) -> tuple[str, str]:
    count = _number(head, 4, 4, "big")
    if not 0 < count < _FAT_MOST:
        return _NONE
    machines = [
        _named(_MACH_MACHINES, _number(head, 8 + number * entry_size, 4, "big"))
        for number in range(count)
    ]
    return ("Mach-O", ",".join(machines))


def _pe(head: bytes) -> tuple[str, str]:
    start = _number(head, 0x3C, 4, "little")
    if head[start : start + 4] != b"PE\0\0" or _is_managed(head, start + _PE_OPTIONAL):
        return _NONE
    return ("PE", _named(_PE_MACHINES, _number(head, start + 4, 2, "little")))


def _is_managed(head: bytes, optional: int) -> bool:
    directories = _PE_DIRECTORIES.get(_number(head, optional, 2, "little"))
    if directories is None:
        return False
    count = _number(head, optional + directories - 4, 4, "little")
    place = optional + directories + 8 * _PE_CLR
    return count > _PE_CLR and _number(head, place, 4, "little") != 0


def _number(head: bytes, start: int, size: int, order: _Order) -> int:
    """Returns 0 behind the end: no magic and no machine."""
    return int.from_bytes(head[start : start + size], order)


def _named(names: dict[int, str], number: int) -> str:
    return names.get(number, f"0x{number:x}")
