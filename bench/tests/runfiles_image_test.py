import json
from pathlib import Path

import pytest

from bench.errors import BenchError
from bench.runfiles_image import write_runfiles_image
from e2e.containers import subject
from e2e.containers.image import read_image
from e2e.containers.unpack import unpack


def _launcher(directory: Path) -> Path:
    """A launcher whose runfiles are links, as Bazel makes them."""
    runfiles = directory / "app.runfiles"
    (runfiles / "_main").mkdir(parents=True)
    (runfiles / "python" / "bin").mkdir(parents=True)
    (directory / "source.py").write_text("source")
    (runfiles / "_main" / "main.py").symlink_to(directory / "source.py")
    (runfiles / "python" / "bin" / "python3").write_text("interpreter")
    (runfiles / "MANIFEST").write_text("paths of this machine")
    (directory / "app").write_text("launcher")
    return directory / "app"


def test_image_holds_base_launcher_and_runfiles(tmp_path: Path) -> None:
    base = subject.write_layout(tmp_path / "base", [(subject.tar([("etc/os", b"base")]), "")], {})
    command = write_runfiles_image(_launcher(tmp_path), base, tmp_path / "image")
    assert command == ["/app/app.runfiles/python/bin/python3", "/app/app"]
    root = tmp_path / "root"
    unpack(read_image(tmp_path / "image").layers, root)
    assert (root / "etc/os").read_bytes() == b"base"
    assert (root / "app/app").read_text() == "launcher"
    assert (root / "app/app.runfiles/_main/main.py").read_text() == "source"
    assert not (root / "app/app.runfiles/_main/main.py").is_symlink()
    assert not (root / "app/app.runfiles/MANIFEST").exists()


def test_entry_point_of_the_base_is_gone(tmp_path: Path) -> None:
    layers = [(subject.tar([("etc/os", b"base")]), "")]
    base = subject.write_layout(tmp_path / "base", layers, {"Entrypoint": ["/other"]})
    write_runfiles_image(_launcher(tmp_path), base, tmp_path / "image")
    assert list(read_image(tmp_path / "image").command) == []


def test_runfiles_without_an_interpreter_are_an_error(tmp_path: Path) -> None:
    launcher = _launcher(tmp_path)
    (tmp_path / "app.runfiles/python/bin/python3").unlink()
    base = subject.write_layout(tmp_path / "base", [(subject.tar([("etc/os", b"")]), "")], {})
    with pytest.raises(BenchError, match=r"expected an interpreter at \*/bin/python3, got none"):
        write_runfiles_image(launcher, base, tmp_path / "image")


def test_layout_is_that_of_one_image(tmp_path: Path) -> None:
    base = subject.write_layout(tmp_path / "base", [(subject.tar([("etc/os", b"")]), "")], {})
    write_runfiles_image(_launcher(tmp_path), base, tmp_path / "image")
    index = json.loads((tmp_path / "image/index.json").read_text())
    assert len(index["manifests"]) == 1
    assert len(read_image(tmp_path / "image").layers) == 2
