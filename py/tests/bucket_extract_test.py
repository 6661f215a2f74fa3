"""What other programs unpack from a bucket: every member, none vanishes behind another's end."""

import io
import os
import subprocess
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from bucket_fixtures import BLANK, join, member, planned
from layer_fixtures import Written
from layers.tar.compression import COMPRESSIONS

NAMES = tuple(f"m{number:02}" for number in range(12))


@pytest.fixture(autouse=True)
def _in_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def _gnu_tar(bucket: Written) -> None:
    """GNU tar decompresses gzip with a program that is everywhere, zstd with one that is not."""
    words, data = ["tar", "-x"], bucket.tar
    if bucket.descriptor["media_type"].endswith("+gzip"):
        words, data = ["tar", "-x", "-z"], bucket.file
    subprocess.run([*words, "-f", "-", "-C", "unpacked"], input=data, check=True)


def _bsdtar(bucket: Written) -> None:
    subprocess.run(["bsdtar", "-xf", f"{bucket.out}.tar", "-C", "unpacked"], check=True)


def _python(bucket: Written) -> None:
    Path("plain").write_bytes(bucket.tar)
    with tarfile.open("plain") as tar:
        tar.extractall("unpacked")


@pytest.mark.parametrize("unpack", [_gnu_tar, _bsdtar, _python])
@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_every_member_is_there(compression: str, unpack: Callable[[Written], None]) -> None:
    contents = {name: os.urandom(2_000) * 1_000 for name in NAMES}
    for name in NAMES:
        member(name, compression, **{f"shared/{name}/data": contents[name]})
    bucket = join(*map(planned, NAMES), compression=compression)

    Path("unpacked").mkdir()
    unpack(bucket)

    app = Path("unpacked/app")
    found = {str(p.relative_to(app)) for p in app.rglob("*") if not p.is_dir() or p.is_symlink()}
    own = {f"shared/ns/{name}.py" for name in NAMES} | {f"bin/{name}" for name in NAMES}
    assert found == {"shared/ns/__init__.py", *own, *(f"shared/{name}/data" for name in NAMES)}
    assert (app / "shared/ns/__init__.py").read_bytes() == BLANK
    for name in NAMES:
        assert (app / f"bin/{name}").read_text() == name
        assert (app / f"shared/{name}/data").read_bytes() == contents[name]
    assert {p.stat().st_mode & 0o777 for p in app.rglob("*") if p.is_dir()} == {0o755}


@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_no_dest_is_in_it_twice(compression: str) -> None:
    """Docker and podman refuse such a layer."""
    for name in NAMES:
        member(name, compression)
    bucket = join(*map(planned, NAMES), compression=compression)

    with tarfile.open(fileobj=io.BytesIO(bucket.tar)) as tar:
        found = [info.name for info in tar]

    assert found == [entry["dest"] for entry in bucket.listing]
    assert len(found) == len(set(found))
