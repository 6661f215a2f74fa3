"""Which entries a tar holds: types, modes, order, directories, duplicates."""

import io
import os
import random
import struct
import tarfile
from pathlib import Path
from typing import Any

import pytest
from layer_fixtures import APP, PYTHON, WHEEL, header, put, sha256, write
from layers.tar.decompression import frames


@pytest.fixture(autouse=True)
def _in_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def _elf(machine: int, *, big_endian: bool = False) -> bytes:
    order = ">" if big_endian else "<"
    start = b"\x7fELF\x02" + (b"\x02" if big_endian else b"\x01") + bytes(10)
    return start + struct.pack(f"{order}HH", 3, machine) + bytes(44)


def test_every_field_of_every_header() -> None:
    put("s/a.py", b"a = 1\n")
    written = write(
        header(uid=1000, gid=2000),
        {"dest": "runfiles/a.py", "src": "s/a.py"},
        {"dest": "runfiles/b", "link": "a.py"},
        {"dest": "runfiles/empty"},
        {"dest": "bin/app", "content": "text", "executable": True},
    )
    assert [
        (m.name, m.type, oct(m.mode), m.size, m.linkname, m.mtime, m.uid, m.gid, m.uname, m.gname)
        for m in written.members.values()
    ] == [
        ("app", b"5", "0o755", 0, "", 0, 1000, 2000, "", ""),
        ("app/bin", b"5", "0o755", 0, "", 0, 1000, 2000, "", ""),
        ("app/runfiles", b"5", "0o755", 0, "", 0, 1000, 2000, "", ""),
        ("app/bin/app", b"0", "0o755", 4, "", 0, 1000, 2000, "", ""),
        ("app/runfiles/a.py", b"0", "0o644", 6, "", 0, 1000, 2000, "", ""),
        ("app/runfiles/b", b"2", "0o777", 0, "a.py", 0, 1000, 2000, "", ""),
        ("app/runfiles/empty", b"0", "0o644", 0, "", 0, 1000, 2000, "", ""),
    ]
    assert written.listing == [
        {"dest": "app", "mode": 493, "type": "directory"},
        {"dest": "app/bin", "mode": 493, "type": "directory"},
        {"dest": "app/runfiles", "mode": 493, "type": "directory"},
        {
            "dest": "app/bin/app",
            "mode": 493,
            "sha256": sha256(b"text"),
            "size": 4,
            "type": "file",
        },
        {
            "dest": "app/runfiles/a.py",
            "mode": 420,
            "sha256": sha256(b"a = 1\n"),
            "size": 6,
            "src": "s/a.py",
            "type": "file",
        },
        {"dest": "app/runfiles/b", "mode": 511, "target": "a.py", "type": "link"},
        {"dest": "app/runfiles/empty", "mode": 420, "sha256": sha256(b""), "type": "file"},
    ]


def test_directories_start_at_the_last_part_of_the_root() -> None:
    assert list(write(header(root="opt/x"), {"dest": "a/b"}).members) == [
        "opt/x",
        "opt/x/a",
        "opt/x/a/b",
    ]


def test_a_manifest_without_entries_is_an_empty_archive() -> None:
    written = write(header())
    assert written.tar == bytes(1024)
    assert written.descriptor["uncompressed_size"] == 1024
    assert written.listing == []


def test_order_is_by_bytes_and_directories_come_first() -> None:
    dests = ["a/b", "a/c/d", "a-b", "Z", "ä/ö", "a b", "𝄞", "\uffee", "é"]
    random.Random(1).shuffle(dests)
    names = list(write(header(), *({"dest": dest} for dest in dests)).members)
    directories = ["app", "app/a", "app/a/c", "app/ä"]
    files = sorted((f"app/{dest}" for dest in dests), key=str.encode)
    assert names == [*directories, *files]


@pytest.mark.parametrize("compression", ["gzip", "zstd"])
def test_directories_are_a_frame_of_their_own(compression: str) -> None:
    """So that a bucket can leave them out and take all else as it is."""
    written = write(header(), {"dest": "a/b"}, {"dest": "c/d"}, compression=compression)
    media_type = written.descriptor["media_type"]
    first, *_ = frames(io.BytesIO(written.file), media_type)
    assert len(first.data) == 3 * 512
    with tarfile.open(fileobj=io.BytesIO(first.data + bytes(1024))) as tar:
        assert [(info.name, info.isdir()) for info in tar] == [
            ("app", True),
            ("app/a", True),
            ("app/c", True),
        ]


@pytest.mark.parametrize(
    ("dest", "content", "mode", "machine"),
    [
        ("x", b"#!/bin/sh\n", 0o755, ""),
        ("x", b"# !", 0o644, ""),
        ("x", b"", 0o644, ""),
        ("venv/bin/tool", b"text", 0o755, ""),
        ("venv/bin/deep/tool", b"text", 0o644, ""),
        ("runfiles/venv/bin/tool", b"text", 0o644, ""),
        ("x.so", _elf(62), 0o755, "X86_64"),
        ("x.so", _elf(183), 0o755, "AARCH64"),
        ("x.so", _elf(3), 0o755, "386"),
        ("x.so", _elf(40), 0o755, "ARM"),
        ("x.so", _elf(243), 0o755, "RISCV"),
        ("x.so", _elf(258), 0o755, "LOONGARCH"),
        ("x.so", _elf(22, big_endian=True), 0o755, "S390"),
        ("x.so", _elf(21), 0o755, "PPC64"),
        ("x.so", _elf(0x9026), 0o755, "0x9026"),
        ("x.so", b"\x7fELF", 0o755, ""),
    ],
)
@pytest.mark.parametrize("on_disk", [0o444, 0o755])
def test_modes_and_machines_come_from_content(
    dest: str, content: bytes, mode: int, machine: str, on_disk: int
) -> None:
    os.chmod(put("s/x", content), on_disk)
    entry = write(header(), {"dest": dest, "src": "s/x"}).listing[-1]
    assert (entry["mode"], entry.get("machine", "")) == (mode, machine)


def test_a_directory_source_stands_for_all_files_below_it() -> None:
    for name in ("b.txt", "a/c.txt", "a-b/d.txt"):
        put(f"out/tree/{name}", name.encode())
    Path("out/tree/empty").mkdir()
    Path("out/tree/link.txt").symlink_to("b.txt")
    Path("out/tree/dir").symlink_to("a")
    written = write(header(), {"dest": "data", "src": "out/tree", "generated": True})
    assert [(e["dest"], e.get("src")) for e in written.listing if e["type"] != "directory"] == [
        ("app/data/a-b/d.txt", "out/tree/a-b/d.txt"),
        ("app/data/a/c.txt", "out/tree/a/c.txt"),
        ("app/data/b.txt", "out/tree/b.txt"),
        ("app/data/dir/c.txt", "out/tree/dir/c.txt"),
        ("app/data/link.txt", "out/tree/link.txt"),
    ]
    assert {e["type"] for e in written.listing} == {"directory", "file"}
    assert written.content("app/data/dir/c.txt") == b"a/c.txt"


def test_equal_files_at_one_dest_are_one_file_of_the_first_component() -> None:
    put("a/__init__.py", b"")
    put("b/__init__.py", b"")
    written = write(
        header(components=[APP, WHEEL]),
        {"dest": "ns/__init__.py", "src": "b/__init__.py", "component": 1},
        {"dest": "ns/__init__.py", "src": "a/__init__.py"},
        {"dest": "l", "link": "ns"},
        {"dest": "l", "link": "ns"},
    )
    assert list(written.members) == ["app", "app/ns", "app/l", "app/ns/__init__.py"]
    assert written.listing[-1]["src"] == "a/__init__.py"
    assert written.descriptor["file_count"] == 2


def test_a_file_larger_than_one_read_goes_through_whole() -> None:
    content = random.Random(2).randbytes(3 * (1 << 20) + 17)
    put("s/big", content)
    written = write(header(), {"dest": "big", "src": "s/big"}, compression="zstd")
    assert written.content("app/big") == content
    assert written.listing[-1]["sha256"] == sha256(content)
    assert written.descriptor["content_size"] == len(content)


@pytest.mark.parametrize("size", [0, 1, 511, 512, 513, (1 << 20) - 1, 1 << 20, (1 << 20) + 1])
def test_files_of_every_size_are_padded_to_blocks(size: int) -> None:
    put("s/x", b"x" * size)
    written = write(header(), {"dest": "x", "src": "s/x"}, {"dest": "y"})
    assert written.content("app/x") == b"x" * size
    assert "app/y" in written.members
    assert len(written.tar) % 512 == 0


def test_equal_files_of_an_interpreter_directory_become_links_to_the_longest_name() -> None:
    put("rt/bin/python3.11", b"\x7fELFpython")
    Path("rt/bin/python").symlink_to("python3.11")
    Path("rt/bin/python3").symlink_to("python3.11")
    for name in ("aa", "bb"):
        put(f"rt/lib/{name}", b"same")
    put("rt/lib/size", b"diff")
    for name in ("e1", "e22"):
        put(f"rt/lib/{name}", b"")
    put("rt/other/aa", b"same")
    srcs = [f"rt/bin/{n}" for n in ("python", "python3", "python3.11")]
    srcs += [f"rt/lib/{n}" for n in ("aa", "bb", "size", "e1", "e22")] + ["rt/other/aa"]
    entries: list[dict[str, Any]] = [
        {"dest": src.replace("rt", "python", 1), "src": src} for src in srcs
    ]
    written = write(header(PYTHON), *entries)
    assert {e["dest"]: e["target"] for e in written.listing if e["type"] == "link"} == {
        "app/python/bin/python": "python3.11",
        "app/python/bin/python3": "python3.11",
        "app/python/lib/bb": "aa",
    }
    assert all(e["type"] != "link" for e in write(header(), *entries).listing)


def test_an_empty_directory_is_there_with_its_src() -> None:
    Path("tree/below").mkdir(parents=True)
    written = write(header(), {"dest": "d", "src": "tree"}, {"dest": "d/x", "src": put("s", b"x")})
    assert list(written.members) == ["app", "app/d", "app/d/x"]
    (directory,) = [entry for entry in written.listing if entry["dest"] == "app/d"]
    assert (directory["type"], directory["src"]) == ("directory", "tree")
