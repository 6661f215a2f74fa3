"""When a plan does not cover its lock."""

import json
from pathlib import Path

import pytest
from plan.__main__ import main


def _run(directory: Path, weights: object, *locks: str) -> int:
    (directory / "weights.json").write_text(json.dumps(weights))
    words = []
    for number, lock in enumerate(locks):
        file = directory / f"lock-{number}.txt"
        file.write_text(lock)
        words += ["--lock", str(file)]
    given = ["--plan", "//:plan", "--weights", str(directory / "weights.json")]
    return main(["stale", *given, *words, "--command", "bazel run plan"])


def test_a_plan_that_covers_its_lock(tmp_path: Path) -> None:
    assert _run(tmp_path, {"six": 1, "zope.interface": 0}, "Six==1\nzope-interface==2\n") == 0


def test_a_plan_for_two_locks(tmp_path: Path) -> None:
    assert _run(tmp_path, {"six": 1, "idna": 0}, "six==1\n", "idna==2\n") == 0


def test_what_is_missing_and_what_went(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(tmp_path, {"six": 1, "gone": 2}, "six==1\nidna==2\nanyio==3\n") == 2
    assert capsys.readouterr().err == (
        "plan: error: //:plan: expected the packages of its lock, got 2 missing and 1 that went.\n"
        "  missing: anyio\n"
        "  missing: idna\n"
        "  went: gone\n"
        "Make the plan anew: bazel run plan\n"
    )


def test_long_lists_are_cut(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lock = "".join(f"pkg-{number:02}==1\n" for number in range(25))
    assert _run(tmp_path, {}, lock) == 2
    lines = capsys.readouterr().err.splitlines()
    assert lines[20] == "  missing: pkg-19"
    assert lines[21] == "  missing: and 5 more"


def test_weights_that_are_no_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "weights.json").write_text("{")
    (tmp_path / "lock.txt").write_text("six==1\n")
    words = ["--plan", "x", "--weights", str(tmp_path / "weights.json"), "--command", "y"]
    assert main(["stale", *words, "--lock", str(tmp_path / "lock.txt")]) == 2
    assert "weights.json: expected the weights of a plan as JSON" in capsys.readouterr().err
