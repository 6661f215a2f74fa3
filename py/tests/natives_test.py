"""What first bytes say, held to the libraries that read such files.

The headers are made here, whole enough for those libraries; `e2e/natives` has real ones.
"""

import io
import struct
from pathlib import Path

import pefile
import pytest
from elftools.elf.elffile import ELFFile
from layer_fixtures import header, put, write
from layers.tree.natives import native_of
from macholib.mach_o import CPU_TYPE_NAMES
from macholib.MachO import MachO

MAGIC = b"\xca\xfe\xba\xbe"


def _elf(machine: int, *, bits: int = 64, order: str = "<") -> bytes:
    """Returns a header without segments or sections."""
    start = b"\x7fELF" + bytes((bits // 32, 1 if order == "<" else 2, 1)) + bytes(9)
    word = "Q" if bits == 64 else "I"
    sizes = (64, 56, 0, 64, 0, 0) if bits == 64 else (52, 32, 0, 40, 0, 0)
    return start + struct.pack(
        f"{order}HHI{word}{word}{word}I6H", 3, machine, 1, 0, 0, 0, 0, *sizes
    )


def _mach_o(cpu: int, *, order: str = "<") -> bytes:
    """Returns a library without load commands."""
    is_64 = bool(cpu & 0x01000000)
    fields = (0xFEEDFACF if is_64 else 0xFEEDFACE, cpu, 0, 6, 0, 0, 0)
    return struct.pack(f"{order}7I", *fields) + (bytes(4) if is_64 else b"")


def _fat(*cpus: int) -> bytes:
    """Returns a file with a library for each machine."""
    table, files = MAGIC + struct.pack(">I", len(cpus)), b""
    for number, cpu in enumerate(cpus):
        file = _mach_o(cpu).ljust(4096, b"\0")
        table += struct.pack(">5I", cpu, 0, 4096 * (number + 1), len(file), 12)
        files += file
    return table.ljust(4096, b"\0") + files


def _pe(machine: int, *, start: int = 0x80, bits: int = 64, clr: int = 0) -> bytes:
    """Returns a library without sections."""
    magic, size = (0x20B, 240) if bits == 64 else (0x10B, 224)
    stub = b"MZ".ljust(0x3C, b"\0") + struct.pack("<I", start)
    coff = struct.pack("<HHIIIHH", machine, 0, 0, 0, 0, size, 0x2022)
    optional = struct.pack("<H", magic).ljust(size - 16 * 8 - 4, b"\0") + struct.pack("<I", 16)
    directories = bytes(14 * 8) + struct.pack("<II", clr, 72 if clr else 0) + bytes(8)
    return stub.ljust(start, b"\0") + b"PE\0\0" + coff + optional + directories


@pytest.mark.parametrize(
    ("machine", "bits", "order", "native"),
    [
        (62, 64, "<", ("ELF64LE", "X86_64")),
        (62, 32, "<", ("ELF32LE", "X86_64")),
        (3, 32, "<", ("ELF32LE", "386")),
        (183, 64, "<", ("ELF64LE", "AARCH64")),
        (183, 64, ">", ("ELF64BE", "AARCH64")),
        (40, 32, "<", ("ELF32LE", "ARM")),
        (21, 64, "<", ("ELF64LE", "PPC64")),
        (21, 64, ">", ("ELF64BE", "PPC64")),
        (20, 32, ">", ("ELF32BE", "PPC")),
        (22, 64, ">", ("ELF64BE", "S390")),
        (8, 32, ">", ("ELF32BE", "MIPS")),
        (243, 64, "<", ("ELF64LE", "RISCV")),
        (258, 64, "<", ("ELF64LE", "LOONGARCH")),
        (247, 64, "<", ("ELF64LE", "BPF")),
        (0x9026, 64, "<", ("ELF64LE", "0x9026")),
    ],
)
def test_elf(machine: int, bits: int, order: str, native: tuple[str, str]) -> None:
    data = _elf(machine, bits=bits, order=order)
    elf = ELFFile(io.BytesIO(data))

    assert native_of(data) == native
    assert native[0] == f"ELF{elf.elfclass}{'LE' if elf.little_endian else 'BE'}"
    if not native[1].startswith("0x"):
        assert elf["e_machine"] == f"EM_{native[1]}"


@pytest.mark.parametrize(
    ("cpu", "order", "machine"),
    [
        (0x01000007, "<", "X86_64"),
        (0x0100000C, "<", "AARCH64"),
        (7, "<", "386"),
        (12, "<", "ARM"),
        (18, ">", "PPC"),
        (0x01000012, ">", "PPC64"),
        (6, ">", "0x6"),
    ],
)
def test_mach_o(cpu: int, order: str, machine: str) -> None:
    data = _mach_o(cpu, order=order)

    assert native_of(data) == ("Mach-O", machine)
    assert _cpus(data) == [CPU_TYPE_NAMES[cpu]]


def _cpus(data: bytes) -> list[str]:
    file = MachO(put("macho", data))
    return [CPU_TYPE_NAMES[one.header.cputype] for one in file.headers]


def test_mach_o_for_several_machines() -> None:
    data = _fat(0x01000007, 0x0100000C)

    assert native_of(data) == ("Mach-O", "X86_64,AARCH64")
    assert _cpus(data) == ["x86_64", "ARM64"]
    wide = b"\xca\xfe\xba\xbf" + struct.pack(">I", 2)
    wide += struct.pack(">IIQQII", 0x01000007, 0, 0, 0, 0, 0)
    wide += struct.pack(">IIQQII", 0x0100000C, 0, 0, 0, 0, 0)
    assert native_of(wide) == ("Mach-O", "X86_64,AARCH64")


@pytest.mark.parametrize(
    ("machine", "bits", "name"),
    [
        (0x8664, 64, "X86_64"),
        (0xAA64, 64, "AARCH64"),
        (0x14C, 32, "386"),
        (0x1C4, 32, "ARM"),
        (0x200, 64, "0x200"),
    ],
)
@pytest.mark.parametrize("start", [0x40, 0x80, 0xC00])
def test_pe(machine: int, bits: int, name: str, start: int) -> None:
    data = _pe(machine, bits=bits, start=start)
    pe = pefile.PE(data=data)

    assert native_of(data[:4096]) == ("PE", name)
    assert pe.FILE_HEADER.Machine == machine


@pytest.mark.parametrize(("machine", "bits"), [(0x14C, 32), (0x8664, 64)])
def test_a_dot_net_assembly_is_for_any_machine(machine: int, bits: int) -> None:
    data = _pe(machine, bits=bits, clr=0x2000)
    clr = pefile.DIRECTORY_ENTRY["IMAGE_DIRECTORY_ENTRY_COM_DESCRIPTOR"]

    assert native_of(data) == ("", "")
    assert pefile.PE(data=data).OPTIONAL_HEADER.DATA_DIRECTORY[clr].VirtualAddress == 0x2000


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x7fELF",
        b"\x7fELF\x02\x01\x01".ljust(18, b"\0"),
        b"\x7fELF\x03\x01\x01".ljust(64, b"\0"),
        b"\x7fELF\x02\x03\x01".ljust(64, b"\0"),
        b"MZ",
        b"MZ is how this text starts; it goes on for some time, and is no program at all.",
        _pe(0x8664)[:0x80],
        MAGIC + struct.pack(">HH", 0, 52).ljust(60, b"\0"),  # a Java class
        MAGIC + bytes(60),
        b"#!/usr/bin/env python",
    ],
)
def test_no_native_code(data: bytes) -> None:
    assert native_of(data) == ("", "")


def test_is_in_the_listing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    contents = {"a.so": _elf(62), "b.dylib": _fat(7, 12), "c.pyd": _pe(0xAA64), "d.py": b"d = 1\n"}
    entries = [{"dest": name, "src": put(f"s/{name}", data)} for name, data in contents.items()]

    listed = write(header(), *entries).listing[1:]

    assert [(e["dest"], e.get("format"), e.get("machine")) for e in listed] == [
        ("app/a.so", "ELF64LE", "X86_64"),
        ("app/b.dylib", "Mach-O", "386,ARM"),
        ("app/c.pyd", "PE", "AARCH64"),
        ("app/d.py", None, None),
    ]
