"""Short cuts of the writer give what the long way gives; memory does not grow with a file."""

import gzip
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from layer_fixtures import PY, arguments, header, put, sha256, write, write_manifest
from layers.records import ListingEntry, encode
from layers.tar import headers
from layers.tar.headers import Header, Template, header_bytes
from layers.tar.listed import ListedFile
from layers.tree.leaves import FileLeaf

_MEMORY_LIMIT = 300 << 20
"""Bytes; the file of the test is larger."""


@pytest.fixture(autouse=True)
def _in_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("name", [b"a", b"n" * 100, b"n" * 101, "ü".encode(), b"d/" * 40])
@pytest.mark.parametrize("size", [0, 511, 8**11 - 1, 8**11])
@pytest.mark.parametrize(("uid", "gid"), [(0, 0), (65532, 8**7 - 1), (8**7, 1)])
def test_a_template_makes_the_header_of_its_fields(
    name: bytes, size: int, uid: int, gid: int
) -> None:
    template = Template(headers.FILE, 0o755, uid, gid)
    whole = Header(name=name, type=headers.FILE, mode=0o755, uid=uid, gid=gid, size=size)
    assert template.header(name, size) == header_bytes(whole)


@pytest.mark.parametrize("component", [0, 3])
@pytest.mark.parametrize("src", ["", 's/"quoted"\\\n\tü𝄞\x7f'])
@pytest.mark.parametrize(("size", "machine"), [(0, ""), (7, "X86_64")])
def test_the_line_of_a_file_is_its_record(
    component: int, src: str, size: int, machine: str
) -> None:
    leaf = FileLeaf(dest="x", component=component, src=src)
    head = b"\x7fELF\x02\x01" + bytes(12) + b"\x3e\0" if machine else b""
    file = ListedFile(leaf, 'app/"ü"', head, size)
    file.hash.update(b"content")
    assert file.line() == encode(
        ListingEntry(
            dest='app/"ü"',
            type="file",
            mode=0o755 if machine else 0o644,
            size=size,
            sha256=sha256(b"content"),
            machine=machine,
            format="ELF64LE" if machine else "",
            src=src,
            component=component,
        )
    )


def test_what_is_compressed_already_is_stored() -> None:
    """By gzip, whose compressor would spend its time on it; what follows is compressed again."""
    noise = random.Random(6).randbytes(4 << 20)
    put("s", noise + b"text " * (1 << 20))
    written = write(header(), {"dest": "x", "src": "s"}, compression="gzip")
    assert written.content("app/x") == noise + b"text " * (1 << 20)
    assert len(noise) < written.descriptor["size"] < len(noise) + (1 << 17)
    assert noise[: 1 << 15] in written.file


def test_gzip_members_are_whole() -> None:
    """Each ends with its own checksum, so a reader of one part of a layer needs no other."""
    put("s", random.Random(7).randbytes(1 << 10) * (3 << 10))
    written = write(header(), {"dest": "x", "src": "s"}, compression="gzip")
    assert written.file.count(b"\x1f\x8b\x08\0\0\0\0\0") >= 4
    assert gzip.decompress(written.file) == written.tar


@pytest.mark.parametrize("compression", ["none", "gzip", "zstd"])
def test_memory_does_not_grow_with_a_file(compression: str) -> None:
    with open("large", "wb") as file:
        file.truncate(2 * _MEMORY_LIMIT)
    manifest = write_manifest(header(), {"dest": "x", "src": "large"})
    code = (
        "import resource, sys; from layers.__main__ import main\n"
        "assert main(sys.argv[1:]) == 0\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10)\n"
    )
    path = os.pathsep.join([str(PY), *filter(os.path.isabs, sys.path)])
    ran = subprocess.run(
        [sys.executable, "-c", code, *arguments(manifest, compression)],
        env={"PYTHONPATH": path},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert int(ran.stdout) < _MEMORY_LIMIT
    assert Path("out.tar").stat().st_size > 0
