import subprocess
from pathlib import Path

import pytest

from bench.snapshot import copy_repository, revision


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A repository with a tracked, an untracked and an ignored file."""
    root = tmp_path / "checkout"
    (root / "lib").mkdir(parents=True)
    (root / ".gitignore").write_text("*.log\n")
    (root / "lib" / "tracked.py").write_text("1\n")
    (root / "lib" / "run").write_text("#!/bin/sh\n")
    (root / "lib" / "run").chmod(0o755)
    _git(root, "init", "-q")
    _git(root, "add", ".")
    _git(root, "-c", "user.name=n", "-c", "user.email=e", "commit", "-qm", "first")
    (root / "untracked.py").write_text("2\n")
    (root / "ignored.log").write_text("3\n")
    return root


def _git(root: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=root, check=True)


def _names(root: Path) -> set[str]:
    return {str(file.relative_to(root)) for file in root.rglob("*") if file.is_file()}


def test_copy_has_what_git_would_take(checkout: Path, tmp_path: Path) -> None:
    copy_repository(checkout, tmp_path / "copy")
    expected = {".gitignore", "lib/tracked.py", "lib/run", "untracked.py"}
    assert _names(tmp_path / "copy") == expected
    assert (tmp_path / "copy/lib/run").stat().st_mode & 0o111
    assert not (tmp_path / "copy/lib/tracked.py").stat().st_mode & 0o111


def test_second_copy_brings_what_changed_and_touches_nothing_else(
    checkout: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    copy_repository(checkout, copy)
    kept = (copy / "lib/run").stat().st_mtime_ns
    (copy / "lib/tracked.py").write_text("an edit of the copy\n")
    (copy / "left_over.py").write_text("")
    (checkout / "untracked.py").unlink()
    copy_repository(checkout, copy)
    assert _names(copy) == {".gitignore", "lib/tracked.py", "lib/run"}
    assert (copy / "lib/tracked.py").read_text() == "1\n"
    assert (copy / "lib/run").stat().st_mtime_ns == kept


def test_revision_says_whether_files_differ(checkout: Path) -> None:
    assert revision(checkout).endswith("+")
    (checkout / "untracked.py").unlink()
    clean = revision(checkout)
    assert len(clean) == 12
    (checkout / "bench/results").mkdir(parents=True)
    (checkout / "bench/results/cold.json").write_text("{}")
    (checkout / "docs").mkdir()
    (checkout / "docs/benchmarks.md").write_text("")
    assert revision(checkout) == clean
