"""The bytes of a bucket: those of its members, each dest once, and one end."""

import io
import json
import os
import tarfile
from pathlib import Path
from typing import Any

import pytest
from bucket_fixtures import BUCKET, arguments, join, member, planned, wheel
from layer_fixtures import Written, header, put, run, sha256, write
from layers.tar.compression import COMPRESSIONS
from layers.tar.decompression import frames

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


def _entries(member: Written) -> dict[str, bytes]:
    """Returns the bytes of every entry, from where `tarfile` finds its headers."""
    tar = member.tar
    with tarfile.open(fileobj=io.BytesIO(tar)) as archive:
        infos = archive.getmembers()
    ends = [info.offset for info in infos[1:]] + [len(tar) - len(END)]
    return {info.name: tar[info.offset : end] for info, end in zip(infos, ends, strict=True)}


def test_has_every_entry_once_in_the_order_of_members(compression: str) -> None:
    long = {f"shared/{'d' * 90}/{name}": name.encode() for name in ("x" * 90, "y" * 120)}
    members = [
        member("a", compression, big=BIG),
        member("b", compression, **{"shared/b": BIG, **long}),
        member("c", compression, **long),
    ]

    bucket = join(*map(planned, "abc"), compression=compression)

    expected: dict[str, bytes] = {}
    for one in members:
        for name, data in _entries(one).items():
            expected.setdefault(name, data)
    assert bucket.tar == b"".join(expected.values()) + END


def test_members_that_share_directories_alone_are_as_they_were(compression: str) -> None:
    """Nothing is left of the frame of the directories, and all others are the same."""
    a = member("a", compression, big=BIG)
    entries = [{"dest": "shared/ns/own.py", "src": put("own", BIG)}]
    b = write(header(wheel("b")), *entries, compression=compression, out="b")

    bucket = join(planned("a"), planned("b"), compression=compression)

    body = a.descriptor["body_size"]
    assert bucket.file[:body] == a.file[:body]
    body = b.descriptor["body_size"]
    first, *others = frames(io.BytesIO(b.file[:body]), b.descriptor["media_type"])
    directories = 3 * 512
    rest = first.data[directories:] + b"".join(frame.raw for frame in others) + b.file[body:]
    assert bucket.file[a.descriptor["body_size"] :] == rest
    assert compression == "none" or len(first.data) == directories


def test_frames_with_nothing_repeated_are_as_they_were(compression: str) -> None:
    member("a", compression, big=BIG)
    b = member("b", compression, z=BIG)

    bucket = join(planned("a"), planned("b"), compression=compression)

    body = b.descriptor["body_size"]
    _directories, _blank, *others = frames(io.BytesIO(b.file[:body]), b.descriptor["media_type"])
    assert len(others) > 1
    assert bucket.file.endswith(b"".join(frame.raw for frame in others) + b.file[body:])


def test_says_what_its_file_is(compression: str) -> None:
    members = [member("a", compression, big=BIG), member("b", compression)]

    bucket = join(*map(planned, "ab"), compression=compression)

    end = len(members[0].file) - members[0].descriptor["body_size"]
    assert bucket.descriptor == {
        "schema_version": 1,
        "layer": BUCKET,
        "media_type": members[0].descriptor["media_type"],
        "digest": f"sha256:{sha256(bucket.file)}",
        "diff_id": f"sha256:{sha256(bucket.tar)}",
        "size": len(bucket.file),
        "uncompressed_size": len(bucket.tar),
        "body_size": len(bucket.file) - end,
        "file_count": 6,
        "content_size": sum(info.size for info in bucket.members.values()),
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
    blank = "app/shared/ns/__init__.py"
    copies = [{"src": "src/a/shared/ns/__init__.py", "component": 1}]
    of_b = [
        {**entry, "copies": copies} if entry["dest"] == blank else entry
        for entry in members[0].listing
    ]
    of_a = [
        {**entry, "component": 1}
        for entry in members[1].listing
        if entry["dest"] in ("app/bin/a", "app/shared/ns/a.py")
    ]
    assert bucket.listing == [*of_b, *of_a]
    assert list(bucket.members) == [entry["dest"] for entry in bucket.listing]


def test_a_bucket_is_a_member_too(compression: str) -> None:
    for name in "abc":
        member(name, compression)
    whole = join(*map(planned, "abc"), compression=compression, out="whole")
    join(planned("a"), planned("b"), compression=compression, out="ab")

    again = join(planned("ab", layer=BUCKET), planned("c"), compression=compression, out="again")

    assert again.tar == whole.tar
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
    member("a", compression)
    b = member("b", compression)

    bucket = join(planned("b"), planned("a"), compression=compression)

    assert bucket.file.startswith(b.file[: b.descriptor["body_size"]])


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
