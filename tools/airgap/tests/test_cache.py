"""A folder of the cache is whole or not there, whoever else makes it."""

import os
import pathlib
import signal
import subprocess
import sys
import time

import pytest
from airgap import cache

TOOLS = pathlib.Path(cache.__file__).resolve().parents[1]

MAKER = """\
import pathlib, sys, time
sys.path.insert(0, sys.argv[1])
from airgap import cache
def make(dest):
    dest.mkdir()
    (dest / "first").touch()
    print("making", flush=True)
    time.sleep(float(sys.argv[3]))
    (dest / "last").touch()
cache.make_once(pathlib.Path(sys.argv[2]), make)
print("there", flush=True)
"""


def start(dest: pathlib.Path, seconds: float) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", MAKER, str(TOOLS), str(dest), str(seconds)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def first_line(running: subprocess.Popen[str]) -> str:
    assert running.stdout is not None
    return running.stdout.readline()


def test_second_waits_and_says_so(tmp_path: pathlib.Path) -> None:
    dest = tmp_path / "root"
    first = start(dest, 1)
    assert first_line(first) == "making\n"
    second = start(dest, 0)
    out, err = second.communicate(timeout=20)
    assert out == "there\n"
    assert err == f"bazelw: waiting for the set-up of process {first.pid} …\n"
    assert first.wait(timeout=20) == 0
    assert sorted(entry.name for entry in dest.iterdir()) == ["first", "last"]


def test_killed_set_up_is_removed_by_the_next(tmp_path: pathlib.Path) -> None:
    dest = tmp_path / "root"
    killed = start(dest, 60)
    assert first_line(killed) == "making\n"
    killed.kill()
    killed.communicate()
    assert not dest.exists()
    assert len(list(tmp_path.glob(".making-*"))) == 1
    out, _ = start(dest, 0).communicate(timeout=20)
    assert out == "making\nthere\n"
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["lock", "root"]


def test_failing_set_up_leaves_nothing(tmp_path: pathlib.Path) -> None:
    def make(dest: pathlib.Path) -> None:
        dest.mkdir()
        message = "no network"
        raise OSError(message)

    with pytest.raises(OSError, match="no network"):
        cache.make_once(tmp_path / "root", make)
    assert [entry.name for entry in tmp_path.iterdir()] == ["lock"]


def test_what_is_there_is_not_made_again(tmp_path: pathlib.Path) -> None:
    (tmp_path / "root").mkdir()
    cache.make_once(tmp_path / "root", lambda _: pytest.fail("made again"))


def test_lock_ends_with_its_process(tmp_path: pathlib.Path) -> None:
    holder = start(tmp_path / "root", 60)
    first_line(holder)
    os.kill(holder.pid, signal.SIGKILL)
    holder.communicate()
    began = time.monotonic()
    with cache.locked(tmp_path / "lock"):
        assert time.monotonic() - began < 5


def test_cache_dir(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert cache.cache_dir() == tmp_path / "xdg/rules_py_layers"
    monkeypatch.setenv("XDG_CACHE_HOME", "")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert cache.cache_dir() == tmp_path / "home/.cache/rules_py_layers"
