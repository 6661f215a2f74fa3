import sys
import tarfile
from pathlib import Path

import pytest

from bench.archivers import nearest_level, piped_size, python_tar, shown
from bench.errors import BenchError
from bench.process import environment, peak_memory, run_piped

_SIZES = {1: 100, 2: 90, 3: 87, 4: 80}


@pytest.mark.parametrize(
    ("size", "level", "tried"),
    [(120, 1, 1), (91, 2, 2), (88, 3, 3), (84, 3, 4), (81, 4, 4), (10, 4, 4)],
)
def test_nearest_level(size: int, level: int, tried: int) -> None:
    asked = []

    def size_of(each: int) -> int:
        asked.append(each)
        return _SIZES[each]

    assert nearest_level(size_of, list(_SIZES), size) == level
    assert asked == list(_SIZES)[:tried]


def test_python_tar_packs_a_tree(tmp_path: Path) -> None:
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree" / "file").write_text("content")
    run_piped([python_tar("w:gz", "out.tar.gz", tmp_path / "tree")], cwd=tmp_path)
    with tarfile.open(tmp_path / "out.tar.gz", "r:gz") as packed:
        assert packed.getnames() == [".", "./file"]


def test_pipe_reads_what_the_first_writes(tmp_path: Path) -> None:
    count = "import sys; sys.stdout.write(str(len(sys.stdin.read())))"
    write = [sys.executable, "-c", "print('x' * 9999)"]
    run_piped([write, [sys.executable, "-c", count]], cwd=tmp_path, out=tmp_path / "out")
    assert (tmp_path / "out").read_text() == "10000"
    assert piped_size([write], tmp_path) == 10_000


def test_pipe_that_fails_says_what_it_said(tmp_path: Path) -> None:
    fail = [sys.executable, "-c", "import sys; sys.exit('no such disk')"]
    with pytest.raises(BenchError, match=r"expected success, got 1\nno such disk"):
        run_piped([[sys.executable, "-c", ""], fail], cwd=tmp_path)


def test_peak_is_that_of_the_program_and_not_ours(tmp_path: Path) -> None:
    ours = bytearray(300_000_000)
    ours[::4096] = b"x" * len(ours[::4096])
    small = peak_memory([sys.executable, "-I", "-S", "-c", ""], cwd=tmp_path)
    large = peak_memory([sys.executable, "-I", "-S", "-c", "b'x' * 100_000_000"], cwd=tmp_path)
    assert small < 60_000_000
    assert 100_000_000 < large < 200_000_000


def test_commands_are_shown_as_one_types_them() -> None:
    assert shown([["/usr/bin/tar", "-c"], ["/x/zstd", "-3"]]) == "tar -c | zstd -3"


def test_what_bazel_run_sets_is_not_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUNFILES_DIR", "here")
    monkeypatch.setenv("PYTHONPATH", "there")
    monkeypatch.setenv("SOME_VARIABLE", "kept")
    inherited = environment()
    assert "SOME_VARIABLE" in inherited
    assert not {"RUNFILES_DIR", "PYTHONPATH"} & inherited.keys()
