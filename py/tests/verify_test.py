"""Layers that are not what they say: where a file differs from its descriptor or its listing."""

import json
from pathlib import Path
from typing import Any

import pytest
from bucket_fixtures import BUCKET, join, member, planned, wheel
from layer_fixtures import write_manifest
from layers.__main__ import main
from layers.tar.compression import COMPRESSIONS

FIX = "Build the layers again: something has changed or cut off a file since it was written."


@pytest.fixture(autouse=True)
def _in_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def _verified(*layers: dict[str, Any], runfiles: tuple[dict[str, str], ...] = ()) -> str:
    plan = {"schema_version": 1, "label": "//svc:layers", "binary": "//svc:svc", "root": "app"}
    words = ["--plan", write_manifest({**plan, "layers": list(layers)}, at="plan.json")]
    words += ["--runfiles", write_manifest(*runfiles, at="runfiles.jsonl"), "--out", "out.txt"]
    words += ["--platform-os", "linux", "--platform-architecture", "amd64"]
    assert main(["verify", *words]) == 0
    return Path("out.txt").read_text()


def _problems(rule: str, *lines: str) -> str:
    return (
        "check //svc:layers: expected layers that are complete, disjoint and run on the platform, "
        "got 1 problem.\n"
        f"  expected layers that {rule}, got others:\n"
        + "".join(f"    {line}\n" for line in ("@pypi//a:pkg: a.tar", *lines, FIX))
    )


def _rewrite(name: str, **fields: Any) -> None:
    descriptor = json.loads(Path(f"{name}.json").read_text())
    Path(f"{name}.json").write_text(json.dumps(descriptor | fields))


@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_layers_as_they_are_written(compression: str) -> None:
    for name in "abc":
        member(name, compression, big=bytes(3 << 20))
    join(planned("a"), planned("b"), compression=compression, out="bucket")

    assert _verified(planned("bucket", layer=BUCKET), planned("c")) == ""


def test_what_the_check_says() -> None:
    member("a")

    assert _verified(planned("a"), runfiles=({"path": "x", "src": "no/x"},)).startswith(
        "check //svc:layers: expected layers that are complete, disjoint and run on the platform, "
        "got 1 problem.\n"
        "  expected a layer for every runfile, got runfiles that no layer holds:\n"
        "    x\n"
        "      src: no/x\n"
    )


@pytest.mark.parametrize("field", ["size", "uncompressed_size", "file_count", "content_size"])
def test_another_number(field: str) -> None:
    number = member("a").descriptor[field]
    _rewrite("a", **{field: number + 1})

    assert _verified(planned("a")) == _problems(
        "are what their descriptors say", f"  {field}: expected {number + 1}, got {number}"
    )


@pytest.mark.parametrize("field", ["digest", "diff_id"])
def test_another_digest(field: str) -> None:
    digest = member("a").descriptor[field]
    _rewrite("a", **{field: "sha256:0"})

    assert _verified(planned("a")) == _problems(
        "are what their descriptors say", f"  {field}: expected 'sha256:0', got {digest!r}"
    )


def test_another_body_size() -> None:
    size = member("a").descriptor["size"]
    _rewrite("a", body_size=size)

    assert _verified(planned("a")) == _problems(
        "are what their descriptors say",
        f"  body_size: expected 1024 zeros behind the first {size} bytes, got 0 bytes",
    )


def test_another_entry() -> None:
    member("a")
    lines = Path("a.jsonl").read_text()
    Path("a.jsonl").write_text(lines.replace('"target":"../shared/ns/a.py"', '"target":"a.py"'))

    said = _verified(planned("a"))

    assert (
        "    @pypi//a:pkg: a.tar\n"
        "      entry 5: expected link 'app/bin/a', mode 0777 to 'a.py', "
        "got link 'app/bin/a', mode 0777 to '../shared/ns/a.py'\n"
        f"    {FIX}\n"
    ) in said


def test_an_entry_that_is_not_there() -> None:
    member("a")
    lines = Path("a.jsonl").read_text().splitlines(keepends=True)
    Path("a.jsonl").write_text("".join([*lines, lines[-1].replace("a.py", "b.py")]))

    assert (
        "entry 8: expected file 'app/shared/ns/b.py', mode 0644, 1 bytes, sha256 ca978112ca1b, "
        "got none\n"
    ) in _verified(planned("a"))


def test_a_file_that_is_cut_off() -> None:
    written = member("a", "gzip", big=bytes(range(256)) * 4096)
    Path("a.tar").write_bytes(written.file[:600])

    said = _verified(planned("a"))

    assert "      size: expected " in said
    assert "      diff_id: expected " in said
    assert "      tar: the last frame is cut off\n" in said


def test_a_file_that_is_no_layer() -> None:
    member("a")
    Path("a.tar").write_bytes(b"no layer")

    assert "      tar: " in _verified(planned("a"))


def test_a_bucket_whose_members_all_have_an_end() -> None:
    """Readers stop at the first end: what `cat` makes of layers is none."""
    for name in "ab":
        member(name, "none")
    bucket = join(planned("a"), planned("b"), compression="none", out="bucket")
    Path("bucket.tar").write_bytes(Path("a.tar").read_bytes() + Path("b.tar").read_bytes())

    said = _verified(planned("bucket", layer=BUCKET | {"label": "//:plan"}))

    assert "      entry 8: expected link 'app/bin/b', mode 0777 to " in said
    assert len(bucket.listing) > 8


def test_the_wheel_of_another_layer() -> None:
    for name in "ab":
        member(name)

    said = _verified(planned("a", tar="b.tar", layer=wheel("a")))

    assert "    @pypi//a:pkg: b.tar\n      digest: expected " in said
