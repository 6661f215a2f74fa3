"""Members that do not fit together: every text."""

import json
from pathlib import Path
from typing import Any

import pytest
from bucket_fixtures import arguments, error_of, member, planned
from layers.__main__ import main
from layers.tar.compression import COMPRESSIONS

ZSTD = "application/vnd.oci.image.layer.v1.tar+zstd"


@pytest.fixture(autouse=True)
def _in_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture(autouse=True)
def _nothing_is_left(_in_empty_directory: None) -> Any:
    yield
    assert not [p.name for p in Path().iterdir() if p.name.startswith("out.")]


def _rewrite(name: str, **fields: Any) -> None:
    """Changes a descriptor."""
    descriptor = json.loads(Path(f"{name}.json").read_text())
    Path(f"{name}.json").write_text(json.dumps(descriptor | fields))


def test_no_members(capsys: pytest.CaptureFixture[str]) -> None:
    assert error_of(capsys) == (
        "bucket 'bucket-1': expected at least one member, got none.\n"
        "Leave the bucket out of the plan.\n"
    )


@pytest.mark.parametrize(
    ("request_text", "expected"),
    [
        ('{"schema_version": 1, "mem', "one JSON object"),
        ('{"schema_version": 9}', "schema_version"),
        ("bucket.json", "one JSON object"),
    ],
)
def test_a_request_that_is_none(
    request_text: str, expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command, option, _, *rest = arguments()
    assert main([command, option, request_text, *rest]) == 2
    error = capsys.readouterr().err
    assert error.startswith("layers: error: the value of --bucket: expected ")
    assert expected in error


def test_mixed_compressions(capsys: pytest.CaptureFixture[str]) -> None:
    member("a", "zstd")
    member("b", "gzip")

    assert error_of(capsys, planned("a"), planned("b")) == (
        f"b.json: expected media_type {ZSTD!r}, got '{ZSTD.replace('zstd', 'gzip')}'.\n"
        "  member @pypi//b:pkg\n"
        "Write all members with the compression of the bucket: a layer has one.\n"
    )


def test_another_compression_than_that_of_the_bucket(capsys: pytest.CaptureFixture[str]) -> None:
    member("a", "none")

    assert error_of(capsys, planned("a")).startswith(
        f"a.json: expected media_type {ZSTD!r}, got '{ZSTD.removesuffix('+zstd')}'.\n"
    )


def test_a_member_that_is_cut_off(capsys: pytest.CaptureFixture[str]) -> None:
    member("a")
    cut = member("b", big=b"b" * 100_000)
    body, size = cut.descriptor["body_size"], cut.descriptor["size"]
    Path("b.tar").write_bytes(cut.file[:-1])

    assert error_of(capsys, planned("a"), planned("b")) == (
        f"b.tar: expected {size} bytes, {body} of them before the end of the archive, "
        f"got {size - 1}.\n"
        "  member @pypi//b:pkg\n"
        "A file is cut off, or is not the one that its descriptor tells of: build it again.\n"
    )


@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_other_bytes_of_the_same_size(compression: str, capsys: pytest.CaptureFixture[str]) -> None:
    """In the body, compressors find most of them by themselves; behind it only the digest does."""
    written = member("a", compression)
    body, data = written.descriptor["body_size"], bytearray(written.file)
    data[-3] ^= 1
    Path("a.tar").write_bytes(data)

    assert main(arguments(planned("a"), compression=compression)) == 2

    first, fix = capsys.readouterr().err.splitlines()
    assert first.startswith(
        f"layers: error: a.tar: expected digest '{written.descriptor['digest']}', got 'sha256:"
    )
    assert fix == (
        "A file is cut off, or is not the one that its descriptor tells of: build it again."
    )
    data[-3] ^= 1
    for place in (0, body // 2, body - 1):
        data[place] ^= 1
        Path("a.tar").write_bytes(data)
        assert main(arguments(planned("a"), compression=compression)) == 2
        assert capsys.readouterr().err.startswith("layers: error: a.tar: expected ")
        data[place] ^= 1


def test_a_body_of_another_size_than_the_descriptor_says(
    capsys: pytest.CaptureFixture[str],
) -> None:
    written = member("a")
    size, body = written.descriptor["uncompressed_size"], written.descriptor["body_size"]
    _rewrite("a", uncompressed_size=size + 512)

    assert error_of(capsys, planned("a")) == (
        f"a.tar: expected 7 entries of {size - 512} bytes in its first {body} bytes, "
        f"got 7 of {size - 1024}.\n"
        "A file is cut off, or is not the one that its descriptor tells of: build it again.\n"
    )


@pytest.mark.parametrize("missing", [1, 5, 100])
def test_a_body_that_ends_within_a_frame(missing: int, capsys: pytest.CaptureFixture[str]) -> None:
    written = member("a")
    _rewrite("a", body_size=written.descriptor["body_size"] - missing)

    assert error_of(capsys, planned("a")) == (
        f"a.tar: expected {ZSTD}, got other bytes.\n"
        "  the last frame is cut off\n"
        "A file is cut off, or is not the one that its descriptor tells of: build it again.\n"
    )


def test_a_body_that_ends_within_an_entry(capsys: pytest.CaptureFixture[str]) -> None:
    written = member("a", "none")
    _rewrite("a", body_size=written.descriptor["body_size"] - 100)

    assert main(arguments(planned("a"), compression="none")) == 2

    assert "  the last entry is cut off\n" in capsys.readouterr().err


def test_different_bytes_at_one_dest(capsys: pytest.CaptureFixture[str]) -> None:
    member("a", **{"shared/x": b"a", "shared/y": b"y"})
    member("b", **{"shared/x": b"bb", "shared/y/z": b"z"})

    fix = (
        "Drop one of them from the deps, or take versions of them that do not ship the same file.\n"
    )
    assert error_of(capsys, planned("a"), planned("b")) == (
        "app/shared/y: expected one content, got packages that put different ones there.\n"
        "  @pypi//a:pkg: file of 1 bytes, sha256 a1fce4363854, mode 0644\n"
        "  @pypi//b:pkg: directory, mode 0755\n"
        f"{fix}"
        "app/shared/x: expected one content, got packages that put different ones there.\n"
        "  @pypi//a:pkg: file of 1 bytes, sha256 ca978112ca1b, mode 0644\n"
        "  @pypi//b:pkg: file of 2 bytes, sha256 3b64db95cb55, mode 0644\n"
        f"{fix}"
    )


@pytest.mark.parametrize("compression", ["gzip", "zstd"])
def test_bytes_of_another_compression(compression: str, capsys: pytest.CaptureFixture[str]) -> None:
    written = member("a", "none")
    media_type = f"{written.descriptor['media_type']}+{compression}"
    _rewrite("a", media_type=media_type)

    assert main(arguments(planned("a"), compression=compression)) == 2

    first, evidence, fix = capsys.readouterr().err.splitlines()
    assert first == f"layers: error: a.tar: expected {media_type}, got other bytes."
    assert evidence.startswith("  ")
    assert fix == (
        "A file is cut off, or is not the one that its descriptor tells of: build it again."
    )


def test_the_listing_of_another_layer(capsys: pytest.CaptureFixture[str]) -> None:
    member("a")
    member("b")

    assert error_of(capsys, planned("a"), planned("b", listing="a.jsonl")) == (
        "a.jsonl: expected the listing of @pypi//b:pkg with 3 files and links, "
        "got one of @pypi//a:pkg with 3.\n"
        "Name the files of one layer in each member of the bucket, and build them again.\n"
    )


def test_a_listing_that_is_cut_off(capsys: pytest.CaptureFixture[str]) -> None:
    member("a")
    lines = Path("a.jsonl").read_text().splitlines(keepends=True)
    Path("a.jsonl").write_text("".join(lines[:-1]))

    assert "with 3 files and links, got one of @pypi//a:pkg with 2." in error_of(
        capsys, planned("a")
    )

    Path("a.jsonl").write_text("".join(lines)[:-1])

    assert error_of(capsys, planned("a")) == (
        f"a.jsonl:{len(lines)}: expected a line with its end, got {lines[-1][-61:-1]!r}.\n"
        "The file is not whole: build it again.\n"
    )


def test_the_descriptor_of_another_layer(capsys: pytest.CaptureFixture[str]) -> None:
    for name in "ab":
        member(name)

    said = error_of(capsys, planned("b", descriptor="a.json"))

    assert said.startswith(
        "a.json: expected the descriptor of '@pypi//b:pkg', got that of '@pypi//a:pkg'.\n"
        "Name the files of one layer in each member of the bucket.\n"
    )


def test_another_root(capsys: pytest.CaptureFixture[str]) -> None:
    for name in "ab":
        member(name)
    Path("b.jsonl").write_text(Path("b.jsonl").read_text().replace('"root":"app"', '"root":"opt"'))

    assert error_of(capsys, planned("a"), planned("b")) == (
        "b.jsonl: expected root 'app' like the first member, got 'opt'.\n"
        "Build all members with one `--@rules_py_layers//layering:root`.\n"
    )


def test_all_members_are_told_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    for name in "abc":
        Path(f"{name}.tar").write_bytes(member(name).file + b"\0")

    said = error_of(capsys, *map(planned, "abc"))

    assert [line.split(":")[0] for line in said.splitlines() if "expected" in line] == [
        "a.tar",
        "b.tar",
        "c.tar",
    ]
