"""Which Bazel on PATH is good enough."""

import pathlib

import pytest
from airgap import choice
from conftest import Programs

OWN = pathlib.Path("/nowhere/bazelw")


def find(programs: Programs) -> str | None:
    return choice.find_on_path(OWN, str(programs.folder))


@pytest.mark.parametrize("version", ["7.0.0", "7.7.1", "8.4.2", "10.0.0-pre.20260101.1"])
def test_takes_seven_and_newer(programs: Programs, version: str) -> None:
    program = programs.add("bazel", f"echo bazel {version}")
    assert find(programs) == str(program)


@pytest.mark.parametrize(
    "script",
    [
        "echo bazel 4.2.3",
        "echo bazel 6.5.0",
        "echo bazel no_version",
        "echo bazel 7.7.1; exit 1",
        "echo 'bazelisk: no network' >&2; exit 1",
        "kill -9 $$",
    ],
)
def test_leaves_old_and_broken(programs: Programs, script: str) -> None:
    programs.add("bazel", script)
    assert find(programs) is None


def test_looks_past_an_old_bazel(programs: Programs, tmp_path: pathlib.Path) -> None:
    programs.add("bazel", "echo bazel 4.2.3")
    newer = Programs(tmp_path / "newer").add("bazel", "echo bazel 7.1.0")
    search = f"{programs.folder}:{newer.parent}"
    assert choice.find_on_path(OWN, search) == str(newer)


def test_takes_bazelisk_when_bazel_is_old(programs: Programs) -> None:
    programs.add("bazel", "echo bazel 4.2.3")
    bazelisk = programs.add("bazelisk", "echo Bazelisk version: v1.19.0; echo bazel 8.0.0")
    assert find(programs) == str(bazelisk)


def test_never_takes_itself(programs: Programs) -> None:
    own = programs.add("bazelw", "echo bazel 8.0.0")
    (programs.folder / "bazel").symlink_to(own)
    assert choice.find_on_path(own, str(programs.folder)) is None


def test_leaves_a_program_that_does_not_answer(
    programs: Programs,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(choice, "_SECONDS", 0.2)
    programs.add("bazel", "exec sleep 20")
    assert find(programs) is None


def test_leaves_what_cannot_start(programs: Programs) -> None:
    (programs.folder / "bazel").write_bytes(b"\x7fELF of another machine")
    (programs.folder / "bazel").chmod(0o755)
    assert find(programs) is None
