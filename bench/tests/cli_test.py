from pathlib import Path

import pytest

from bench.cli import chosen_parts, main
from bench.errors import BenchError
from bench.parts import PARTS
from bench.parts.bump_one_wheel import pins
from bench.peers import PACKAGES, find_peers
from bench.trace import action_seconds


def test_a_part_by_how_it_begins() -> None:
    names = [part.name for part in chosen_parts(["writer", "cold"], every=False)]
    assert names == ["cold", "writer-none", "writer-zstd", "writer-gzip"]
    assert [part.name for part in chosen_parts(["cold-s"], every=False)] == ["cold-start"]
    assert chosen_parts([], every=True) == list(PARTS)


def test_an_unknown_part_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["nothing"]) == 2
    assert "part: expected one of app-edit, cold, " in capsys.readouterr().err


def test_list_shows_every_part(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--list"]) == 0
    shown = capsys.readouterr().out
    assert all(part.name in shown for part in PARTS)


def test_a_program_that_is_missing_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BenchError, match=r"pigz, zstd must be on PATH[\s\S]*--install-peers"):
        find_peers(["zstd", "pigz"], tmp_path)


def test_a_program_is_found_where_it_was_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "peers/usr/bin/pigz"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", "")
    assert "pigz" in PACKAGES
    assert find_peers(["pigz"], tmp_path) == {"pigz": str(program)}


def test_pins_keep_their_hashes() -> None:
    lock = (
        "a-b==1.0 \\\n    --hash=sha256:1 \\\n    --hash=sha256:2\nc==2 \\\n    --hash=sha256:3\n"
    )
    assert pins(lock) == {
        "a-b": "a-b==1.0 \\\n    --hash=sha256:1 \\\n    --hash=sha256:2\n",
        "c": "c==2 \\\n    --hash=sha256:3\n",
    }


@pytest.mark.parametrize("content", [b"", b"{}", b'{"traceEvents": 1}'])
def test_a_trace_that_is_none_is_an_error(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "trace.json").write_bytes(content)
    with pytest.raises(BenchError, match="expected a trace of Bazel, got "):
        action_seconds(tmp_path / "trace.json", "PyImage")
