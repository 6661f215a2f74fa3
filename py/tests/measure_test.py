"""What is told of a layer without writing it: the same as if it had been written."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from bucket_fixtures import BUCKET, join, member, planned, wheel
from layer_fixtures import PYTHON, WHEEL, Written, header, put, write, write_manifest
from layers.__main__ import main

_ONLY_WRITTEN = ("body_size", "diff_id", "digest", "media_type", "size", "src")
"""Fields of a descriptor that only a tar gives."""

_LARGE_OWNER = {"uid": 3_000_000, "gid": 4_000_000}
"""More than fits into a plain header."""


@pytest.fixture(autouse=True)
def _in_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def _measure(source: str, *words: str, out: str = "measured") -> None:
    outputs = ("--descriptor", f"{out}.json", "--listing", f"{out}.jsonl")
    assert main(["measure", *source.split(), *words, *outputs]) == 0


def _report(layers: list[dict[str, Any]], *words: str) -> Any:
    plan = {"schema_version": 1, "label": "//a", "binary": "//a", "root": "app", "layers": layers}
    write_manifest(plan, at="plan.json")
    Path("runfiles.jsonl").write_text("")
    options = ("--plan", "plan.json", "--runfiles", "runfiles.jsonl", "--out", "report.json")
    assert main(["report", *options, *words]) == 0
    return json.loads(Path("report.json").read_text())


def _same_as(written: Written, out: str = "measured") -> dict[str, Any]:
    """Holds what was measured against what was written; returns the measured descriptor."""
    measured: dict[str, Any] = json.loads(Path(f"{out}.json").read_text())
    known = {k: v for k, v in written.descriptor.items() if k not in _ONLY_WRITTEN}
    assert measured == known
    assert Path(f"{out}.jsonl").read_bytes() == Path(f"{written.out}.jsonl").read_bytes()
    return measured


def _wheel_lines() -> list[dict[str, Any]]:
    big = os.urandom(3_000_000) + bytes(1_500_000)
    metadata = b"Name: demo\nVersion: 1.0\nLicense-Expression: MIT\n"
    info = "venv/site-packages/demo-1.0.dist-info"
    scripts = b"[console_scripts]\ndemo = demo:main\n"
    files = {
        "venv/site-packages/demo.so": b"\x7fELF" + big,
        "venv/site-packages/" + "d" * 120 + "/é.py": b"x = 1\n",
        f"{info}/METADATA": metadata,
        f"{info}/entry_points.txt": scripts,
        "venv/bin/tool": b"#!/usr/bin/python3 -O\nprint()\n",
    }
    lines = [
        {"dest": dest, "src": put(f"s/{n}", data)} for n, (dest, data) in enumerate(files.items())
    ]
    os.makedirs("s/tree/below")
    put("s/tree/below/file", b"in a directory")
    os.makedirs("s/hollow")
    return [
        *lines,
        {"dest": "venv/tree", "src": "s/tree", "generated": True},
        {"dest": "venv/hollow", "src": "s/hollow", "generated": True},
        {"dest": "venv/made", "content": "text", "executable": True},
        {"dest": "venv/link", "link": "made"},
        {"dest": "venv/empty"},
    ]


@pytest.mark.parametrize("owner", [{}, _LARGE_OWNER])
def test_a_wheel(owner: dict[str, int]) -> None:
    written = write(header({**WHEEL, "name": "", "version": ""}, **owner), *_wheel_lines())

    _measure("--manifest m.jsonl")

    measured = _same_as(written)
    assert measured["layer"]["name"] == "demo"
    assert measured["uncompressed_size"] == len(written.file)


def test_an_interpreter_has_its_links() -> None:
    same = os.urandom(5_000)
    lines = [
        {"dest": f"python/bin/{name}", "src": put(f"s/{name}", same)}
        for name in ("python", "python3.11")
    ]
    written = write(header(PYTHON), *lines)

    _measure("--manifest m.jsonl")

    _same_as(written)
    assert written.members["app/python/bin/python"].issym()


def test_an_empty_layer() -> None:
    written = write(header())

    _measure("--manifest m.jsonl")

    _same_as(written)


@pytest.mark.parametrize("owner", [{"uid": 0, "gid": 0}, _LARGE_OWNER])
def test_a_bucket(owner: dict[str, int]) -> None:
    """Nobody measures it: the report joins what its members say."""
    for name in "ab":
        member(name, **{f"{name * 110}.dat": name.encode() * 5_000})
        lines = [json.loads(line) for line in Path("m.jsonl").read_text().splitlines()]
        write(lines[0] | owner, *lines[1:], compression="zstd", out=name)
        _measure("--manifest m.jsonl", out=f"measured-{name}")
    written = join(planned("a"), planned("b"))
    files = [{"descriptor": f"measured-{n}.json", "listing": f"measured-{n}.jsonl"} for n in "ab"]
    members = [{"layer": wheel(n), **named} for n, named in zip("ab", files, strict=True)]
    planned_bucket = {"layer": BUCKET, "members": members}

    report = _report([planned_bucket], "--owner", f"{owner['uid']}:{owner['gid']}")

    (measured,), (contents,) = report["layers"], report["contents"]
    assert measured == {k: v for k, v in written.descriptor.items() if k not in _ONLY_WRITTEN}
    assert measured["uncompressed_size"] == len(written.tar)
    assert contents["entries"] == [e for e in written.listing if e["type"] != "directory"]


def test_an_owner_that_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    write_manifest({"schema_version": 1, "label": "//a", "root": "app"}, at="plan.json")

    words = ("--plan", "plan.json", "--runfiles", "r", "--owner", "me", "--out", "o")
    assert main(["report", *words]) == 2

    assert "report: expected --owner uid:gid, got 'me'." in capsys.readouterr().err


def test_what_cannot_be_written_cannot_be_measured(capsys: pytest.CaptureFixture[str]) -> None:
    write_manifest(header(), {"dest": "runfiles/a", "src": "gone"})

    outputs = ("--descriptor", "d.json", "--listing", "l.jsonl")
    assert main(["measure", "--manifest", "m.jsonl", *outputs]) == 2

    assert "gone: expected a file that can be read, got" in capsys.readouterr().err
    assert not Path("d.json").exists()
