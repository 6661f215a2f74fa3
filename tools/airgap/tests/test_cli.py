"""bazelw as it is called."""

import os
import pathlib
import pty
import subprocess
import sys

from airgap import cli, progress
from conftest import Programs

SCRIPT = pathlib.Path(cli.__file__).absolute().parents[2] / "bazelw"


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(SCRIPT), *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_help_is_its_own() -> None:
    done = run("--bazelw-help")
    assert done.returncode == 0
    assert done.stdout == cli.HELP
    assert "Exit status 36:" in cli.HELP


def test_becomes_a_bazel_that_is_new_enough(programs: Programs) -> None:
    programs.add(
        "bazel", 'if [ "$1" = --version ]; then echo bazel 8.1.0; else echo "$@"; exit 3; fi'
    )
    done = run("run", "//:x", "--", "--bazelw-help", "a b")
    assert (done.returncode, done.stdout) == (3, "run //:x -- --bazelw-help a b\n")


def test_old_bazel_is_not_used(programs: Programs, tmp_path: pathlib.Path) -> None:
    programs.add("bazel", "echo bazel 4.2.3")
    programs.add("apt-get", ":")
    programs.add("mmdebstrap", "exit 1")
    programs.add("bwrap", "exit 1")
    done = run("info", XDG_CACHE_HOME=str(tmp_path), PATH=str(programs.folder))
    assert done.returncode == 36
    assert done.stderr.startswith("bazelw ")
    assert "Traceback" not in done.stderr


def test_forced_although_there_is_a_bazel(programs: Programs, tmp_path: pathlib.Path) -> None:
    programs.add("bazel", "echo bazel 8.0.0")
    programs.add("apt-get", ":")
    programs.add("mmdebstrap", "exit 1")
    assert run("info", XDG_CACHE_HOME=str(tmp_path), BAZELW_AIRGAP="1").returncode == 36
    assert run("info", XDG_CACHE_HOME=str(tmp_path), BAZELW_AIRGAP="").returncode == 0


def test_workspace_is_the_repository(tmp_path: pathlib.Path) -> None:
    folder = tmp_path / "repository/deep/er"
    folder.mkdir(parents=True)
    (tmp_path / "repository/.git").mkdir()
    assert cli._workspace(folder) == tmp_path / "repository"


def test_progress_on_a_terminal_is_one_line(tmp_path: pathlib.Path) -> None:
    reader, writer = pty.openpty()
    with os.fdopen(writer, "w") as stream:
        with progress.Step("fetching", tmp_path, stream) as step:
            step.show("downloading")
            step.show("")
        shown = os.read(reader, 10000).decode()
    os.close(reader)
    assert shown.count("\n") == 1
    assert "\r\x1b[Kbazelw: fetching: 0 s, 0 MB, downloading" in shown
    assert shown.endswith("\r\x1b[Kbazelw: fetching: done (0 s)\r\n")
