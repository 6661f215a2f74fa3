"""The bytes of a bucket: those of its members, and one end."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from bucket_fixtures import BUCKET, arguments, join, member, planned, wheel
from layer_fixtures import Written, run, sha256
from layers import kernel_copy
from layers.compression import COMPRESSIONS

END = bytes(1024)

BIG = os.urandom(1 << 20) + bytes(9 << 20) + b"text " * 500_000
"""More than any compressor or reader takes at once; with a stretch that compresses to nothing."""


@pytest.fixture(autouse=True)
def _in_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture(params=COMPRESSIONS)
def compression(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


def _body(member: Written) -> bytes:
    return member.file[: member.descriptor["body_size"]]


def test_is_its_members_as_they_are_and_one_end(compression: str) -> None:
    members = [
        member("a", compression, big=BIG),
        member("b", compression),
        member("c", compression),
    ]

    bucket = join(*map(planned, "abc"), compression=compression)

    bodies = b"".join(map(_body, members))
    assert bucket.file == bodies + members[0].file[members[0].descriptor["body_size"] :]
    assert bucket.tar == b"".join(one.tar.removesuffix(END) for one in members) + END


def test_says_what_its_file_is(compression: str) -> None:
    members = [member("a", compression, big=BIG), member("b", compression)]

    bucket = join(*map(planned, "ab"), compression=compression)

    assert bucket.descriptor == {
        "schema_version": 1,
        "layer": BUCKET,
        "media_type": members[0].descriptor["media_type"],
        "digest": f"sha256:{sha256(bucket.file)}",
        "diff_id": f"sha256:{sha256(bucket.tar)}",
        "size": len(bucket.file),
        "uncompressed_size": len(bucket.tar),
        "body_size": len(b"".join(map(_body, members))),
        "file_count": 7,
        "content_size": sum(info.size for one in members for info in one.members.values()),
        "src": "out.tar",
        "components": [wheel("a"), wheel("b")],
    }


def test_lists_what_its_members_list(compression: str) -> None:
    members = [member("b", compression), member("a", compression)]

    bucket = join(planned("b"), planned("a"), compression=compression)

    first = json.loads(Path("out.jsonl").read_text().split("\n")[0])
    assert first == {
        "schema_version": 1,
        "layer": BUCKET,
        "root": "app",
        "components": [wheel("b"), wheel("a")],
    }
    of_a = [{**entry, "component": 1} for entry in members[1].listing]
    assert bucket.listing == [*members[0].listing, *of_a]


def test_a_bucket_is_a_member_too(compression: str) -> None:
    for name in "abc":
        member(name, compression)
    whole = join(*map(planned, "abc"), compression=compression, out="whole")
    join(planned("a"), planned("b"), compression=compression, out="ab")

    again = join(planned("ab", layer=BUCKET), planned("c"), compression=compression, out="again")

    assert again.file == whole.file
    assert again.listing == whole.listing


def test_one_member_is_a_bucket(compression: str) -> None:
    one = member("a", compression)

    assert join(planned("a"), compression=compression).file == one.file


def test_a_process_of_its_own_writes_the_same(compression: str) -> None:
    for name in "ab":
        member(name, compression, big=BIG)
    here = join(*map(planned, "ab"), compression=compression, out="here")

    ran = run(
        arguments(*map(planned, "ab"), compression=compression, out="there"),
        env={"PYTHONHASHSEED": "1", "LC_ALL": "C", "TZ": "Asia/Tokyo"},
        umask=0o077,
    )

    assert (ran.returncode, ran.stderr) == (0, "")
    there = Written("there")
    assert there.file == here.file
    assert there.descriptor == here.descriptor | {"src": "there.tar"}
    assert Path("there.jsonl").read_bytes() == Path("here.jsonl").read_bytes()


def test_the_order_is_that_of_the_request(compression: str) -> None:
    a, b = member("a", compression), member("b", compression)

    bucket = join(planned("b"), planned("a"), compression=compression)

    assert bucket.file.startswith(_body(b) + _body(a))


def test_a_kernel_that_does_not_copy(monkeypatch: pytest.MonkeyPatch, compression: str) -> None:
    for name in "ab":
        member(name, compression, big=BIG)
    by_kernel = join(*map(planned, "ab"), compression=compression, out="by_kernel")

    monkeypatch.delattr(kernel_copy.os, "copy_file_range", raising=False)

    assert join(*map(planned, "ab"), compression=compression).file == by_kernel.file


def test_files_that_the_kernel_does_not_copy_between(tmp_path: Path) -> None:
    """A pipe is none that `copy_file_range` writes to."""
    src = tmp_path / "src"
    src.write_bytes(b"0123456789")
    end, start = os.pipe()
    with src.open("rb") as file:
        kernel_copy.copy(file.fileno(), 7, start)
    os.close(start)
    with open(end, "rb") as read:
        assert read.read() == b"0123456"


@pytest.mark.parametrize("kind", ["tar", "descriptor", "listing"])
def test_a_full_disk_leaves_nothing(kind: str) -> None:
    member("a", big=BIG)
    words: list[Any] = arguments(planned("a"))
    place = words.index(f"--{kind}") + 1
    words[place] = "no/such/directory"

    ran = run(words)

    assert ran.returncode == 2
    assert "the output must be written whole, got 'No such file or directory'." in ran.stderr
    assert not any(Path(f"out{end}").exists() for end in (".tar", ".json", ".jsonl"))
