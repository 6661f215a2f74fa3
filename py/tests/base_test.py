"""`layers base`: the copy of a base that images link to."""

import os
from pathlib import Path

import pytest
from layers.__main__ import main


@pytest.fixture(autouse=True)
def _in_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def _make_base() -> None:
    blobs = Path("base/blobs/sha256")
    blobs.mkdir(parents=True)
    Path("elsewhere").write_bytes(b"content")
    (blobs / "aa").symlink_to(Path("elsewhere").absolute())
    Path("base/oci-layout").write_text('{"imageLayoutVersion":"1.0.0"}')
    Path("base/index.json").write_text('{"manifests":[],"schemaVersion":2}')
    Path("base/BUILD.bazel").touch()


def test_copies_the_layout_and_nothing_beside_it() -> None:
    _make_base()
    assert main(["base", "--base", "base", "--out", "copy"]) == 0
    found = sorted(str(path.relative_to("copy")) for path in Path("copy").rglob("*"))
    assert found == ["blobs", "blobs/sha256", "blobs/sha256/aa", "index.json", "oci-layout"]
    assert not Path("copy/blobs/sha256/aa").is_symlink()
    assert Path("copy/blobs/sha256/aa").read_bytes() == b"content"


def test_what_is_no_layout(capsys: pytest.CaptureFixture[str]) -> None:
    os.mkdir("base")
    assert main(["base", "--base", "base", "--out", "copy"]) == 2
    assert capsys.readouterr().err.startswith(
        "layers: error: base base: expected an OCI layout directory, got one without oci-layout"
    )
    assert not Path("copy").exists()


def test_a_broken_base_leaves_no_copy(capsys: pytest.CaptureFixture[str]) -> None:
    _make_base()
    Path("elsewhere").unlink()
    assert main(["base", "--base", "base", "--out", "copy"]) == 2
    assert "the output must be written whole" in capsys.readouterr().err
    assert not Path("copy").exists()
