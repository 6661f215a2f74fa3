"""The bytes of a layer file: what other programs read, frames, sums, large headers."""

import io
import os
import subprocess
import tarfile
from pathlib import Path
from typing import Any

import pytest
from layer_fixtures import Written, decompressed, header, put, sha256, write
from layers.tar import headers
from layers.tar.compression import COMPRESSIONS
from layers.tar.headers import Header, header_bytes

NAMES = [
    "plain",
    "with space",
    "a=b",
    "#hash",
    "back\\slash",
    "tab\there",
    "new\nline",
    "quote'\"",
    "ümläut-𝄞",
    "-dash",
    "100/" + "n" * (100 - len("app/100/")),
    "101/" + "n" * (101 - len("app/101/")),
    "deep/" + "/".join(["d" * 60] * 6) + "/file",
    "one/" + "s" * 200,
    "100 bytes of UTF-8/" + "é" * 50,
]


@pytest.fixture(autouse=True)
def _in_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def _written(compression: str = "none") -> Written:
    entries: list[dict[str, Any]] = []
    for number, name in enumerate(NAMES):
        src = put(f"s/{number}", name.encode())
        entries += [{"dest": name, "src": src}, {"dest": f"links/{number}", "link": f"../{name}"}]
    return write(header(), *entries, compression=compression)


def _found_below(directory: Path) -> tuple[dict[str, bytes], dict[str, str]]:
    files, links = {}, {}
    for parent, _, names in os.walk(directory):
        for name in names:
            path = Path(parent) / name
            dest = str(path.relative_to(directory))
            if path.is_symlink():
                links[dest] = os.readlink(path)
            else:
                files[dest] = path.read_bytes()
    return files, links


def _extracted(program: list[str], data: bytes) -> tuple[dict[str, bytes], dict[str, str]]:
    Path("unpacked").mkdir()
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
    subprocess.run(
        [*program, "-xf", "-", "-C", "unpacked"], input=data, check=True, env=environment
    )
    return _found_below(Path("unpacked"))


def _check_names(found: tuple[dict[str, bytes], dict[str, str]]) -> None:
    files, links = found
    assert files == {f"app/{name}": name.encode() for name in NAMES}
    assert links == {f"app/links/{i}": f"../{name}" for i, name in enumerate(NAMES)}


def test_gnu_tar_reads_every_name() -> None:
    _check_names(_extracted(["tar"], _written().tar))


def test_bsdtar_reads_every_name() -> None:
    _check_names(_extracted(["bsdtar"], _written().tar))


def test_tarfile_reads_every_name() -> None:
    with tarfile.open(fileobj=io.BytesIO(_written().tar)) as tar:
        if hasattr(tarfile, "tar_filter"):  # not in 3.11.0-3.11.3; without one, 3.14 refuses links
            tar.extraction_filter = tarfile.tar_filter
        tar.extractall("unpacked")
    _check_names(_found_below(Path("unpacked")))


def test_headers_are_those_of_tarfile_where_it_writes_ustar() -> None:
    info = tarfile.TarInfo("app/x")
    info.mode, info.uid, info.gid, info.size = 0o755, 7, 8, 3
    ours = Header(name=b"app/x", type=headers.FILE, mode=0o755, uid=7, gid=8, size=3)
    assert header_bytes(ours) == info.tobuf(tarfile.USTAR_FORMAT)


@pytest.mark.parametrize(
    ("field", "value"),
    [("size", 8**11 - 1), ("size", 8**11), ("size", 10**13), ("uid", 8**7), ("gid", 2**32 - 1)],
)
def test_numbers_that_ustar_cannot_hold(field: str, value: int) -> None:
    fields: dict[str, Any] = {"uid": 1, "gid": 2, "size": 0} | {field: value}
    data = header_bytes(Header(name=b"x", type=headers.FILE, mode=0o644, **fields))
    with tarfile.open(fileobj=io.BytesIO(data + bytes(1024))) as tar:
        info = tar.next()
    assert info is not None
    assert {name: getattr(info, name) for name in fields} == fields


def test_gnu_tar_reads_the_size_of_a_huge_file() -> None:
    size = 8**11 + 1
    data = header_bytes(Header(name=b"x", type=headers.FILE, mode=0o644, uid=0, gid=0, size=size))
    with open("sparse.tar", "wb") as file:
        file.write(data)
        file.truncate(len(data) + size + 511 + 1024)
    listed = subprocess.run(["tar", "-tvf", "sparse.tar"], capture_output=True, check=True)
    assert str(size).encode() in listed.stdout


def test_the_length_of_a_pax_record_counts_its_own_digits() -> None:
    for length in (*range(85, 105), *range(985, 1005)):
        name = b"n" * length + "é".encode()
        data = header_bytes(Header(name=name, type=headers.FILE, mode=0o644, uid=0, gid=0))
        with tarfile.open(fileobj=io.BytesIO(data + bytes(1024))) as tar:
            assert tar.getnames() == [name.decode()]


@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_sums_are_those_of_the_file(compression: str) -> None:
    written = _written(compression)
    descriptor = written.descriptor
    suffix = "" if compression == "none" else f"+{compression}"
    assert descriptor["media_type"] == f"application/vnd.oci.image.layer.v1.tar{suffix}"
    assert descriptor["digest"] == f"sha256:{sha256(written.file)}"
    assert descriptor["diff_id"] == f"sha256:{sha256(written.tar)}"
    assert descriptor["size"] == len(written.file)
    assert descriptor["uncompressed_size"] == len(written.tar)
    assert descriptor["file_count"] == 2 * len(NAMES)
    assert descriptor["content_size"] == sum(len(name.encode()) for name in NAMES)
    assert descriptor["src"] == "out.tar"


@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_the_end_of_the_archive_is_a_frame_of_its_own(compression: str) -> None:
    written = _written(compression)
    descriptor, body_size = written.descriptor, written.descriptor["body_size"]
    body, end = written.file[:body_size], written.file[body_size:]
    assert decompressed(end, descriptor["media_type"]) == bytes(1024)
    assert decompressed(body, descriptor["media_type"]) + bytes(1024) == written.tar


@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_bodies_of_two_layers_and_one_end_are_an_archive(compression: str) -> None:
    one = write(header(), {"dest": "a", "content": "1"}, compression=compression, out="one")
    two = write(header(), {"dest": "b", "content": "2"}, compression=compression, out="two")
    bodies = [layer.file[: layer.descriptor["body_size"]] for layer in (one, two)]
    end = two.file[two.descriptor["body_size"] :]
    data = decompressed(b"".join([*bodies, end]), one.descriptor["media_type"])
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        assert tar.getnames() == ["app", "app/a", "app", "app/b"]
    files, _ = _extracted(["tar"], data)
    assert files == {"app/a": b"1", "app/b": b"2"}


@pytest.mark.parametrize(("compression", "program"), [("gzip", ["gzip", "-dc"])])
def test_programs_decompress_all_frames(compression: str, program: list[str]) -> None:
    written = _written(compression)
    ran = subprocess.run(program, input=written.file, capture_output=True, check=True)
    assert ran.stdout == written.tar


def test_a_gzip_header_says_nothing_of_time_name_and_system() -> None:
    written = _written("gzip")
    start = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"
    assert written.file.startswith(start)
    assert written.file[written.descriptor["body_size"] :].startswith(start)
