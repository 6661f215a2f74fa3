"""The goals of docs/planning.md, on the recorded histories."""

import json
from pathlib import Path

import pytest
from plan.__main__ import main
from plan.comparison import APKO
from plan.errors import HistoryError
from plan.recorded_history import read_histories, read_history
from plan.recorded_replays import KEPT, replay_directory

Capture = pytest.CaptureFixture[str]

RECORDED = Path(__file__).parents[2] / "bench/lock_history"


@pytest.mark.parametrize(("budget", "most"), [(40, 1.25), (60, 1.05)])
def test_a_plan_from_the_first_half_holds_in_the_second(budget: int, most: float) -> None:
    replays = list(replay_directory(RECORDED, budgets=[budget]))
    assert [replay.history for replay in replays] == ["docling", "fastapi-template"]
    for replay in replays:
        assert replay.ratio("with a plan") <= most
        assert replay.ratio("with a plan") <= replay.ratio("largest alone (apko)")
        assert replay.ratio("two layers") >= 5 * replay.ratio("with a plan")


def test_a_plan_that_is_kept_current_is_never_worse_than_size_alone() -> None:
    """Also where CUDA changed all its names after the plan was made."""
    for replay in replay_directory(RECORDED, parts=(0.2, 0.4)):
        assert replay.ratio(KEPT) <= replay.ratio(APKO)


def test_without_a_plan_the_known_heavy_packages_help() -> None:
    for replay in replay_directory(RECORDED, budgets=[40]):
        assert replay.ratio("without a plan") <= 2


def test_the_recorded_histories_are_whole() -> None:
    histories = read_histories(RECORDED)
    assert {name: len(history) for name, history in histories.items()} == {
        "docling": 113,
        "fastapi-template": 22,
    }
    assert len(histories["docling"][0]) == 101
    assert histories["docling"][0]["numpy"].version == "2.2.6"


def _recorded(directory: Path, value: object) -> Path:
    file = directory / "some.json"
    file.write_text(json.dumps(value))
    return file


def test_differences_add_and_drop_packages(tmp_path: Path) -> None:
    one = {"set": {"six": ["1.0", 10], "idna": ["3", 20]}}
    two = {"set": {"six": ["1.1", 11]}, "drop": ["idna"]}
    history = read_history(_recorded(tmp_path, {"snapshots": [one, two]}))
    assert history == [{"six": ("1.0", 10), "idna": ("3", 20)}, {"six": ("1.1", 11)}]


@pytest.mark.parametrize(
    ("value", "evidence"),
    [
        ({}, "KeyError('snapshots')"),
        ({"snapshots": [{"drop": ["six"]}, {}]}, "KeyError('six')"),
        ({"snapshots": [{"set": {"six": ["1", "10"]}}, {}]}, "got ['1', '10']"),
        ({"snapshots": [{"set": {"six": ["1", -1]}}, {}]}, "got ['1', -1]"),
        ({"snapshots": 7}, "TypeError("),
    ],
)
def test_a_file_that_is_no_history_is_named(tmp_path: Path, value: object, evidence: str) -> None:
    file = _recorded(tmp_path, value)
    with pytest.raises(HistoryError) as caught:
        read_history(file)
    first, second, third = str(caught.value).splitlines()
    assert first == f"{file}: expected a recorded history of a lock, got one that cannot be read."
    assert evidence in second
    assert third.startswith('It is {"snapshots":')


def test_one_snapshot_is_too_few(tmp_path: Path) -> None:
    with pytest.raises(HistoryError, match="expected at least 2 snapshots, got 1"):
        read_history(_recorded(tmp_path, {"snapshots": [{}]}))


def test_a_directory_without_histories_is_refused(tmp_path: Path, capsys: Capture) -> None:
    assert main(["replay", str(tmp_path)]) == 2
    assert capsys.readouterr().err == (
        f"plan: error: {tmp_path}: expected a directory with recorded histories, *.json, "
        "got none.\n"
        "Name the directory: bench/lock_history holds two.\n"
    )


def test_replay_prints_columns_where_nobody_watches(tmp_path: Path, capsys: Capture) -> None:
    one = {"set": {f"pkg-{n}": ["1", 100 + n] for n in range(9)}}
    _recorded(tmp_path, {"snapshots": [one, {"set": {"pkg-1": ["2", 101]}}]})
    assert main(["replay", str(tmp_path), "--budget", "40"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1:4] == [
        "                           some, 40",
        "two layers                    9.267",
        "largest alone (apko)          1.000",
    ]


def test_replay_says_where_a_plan_is_not_the_best(tmp_path: Path, capsys: Capture) -> None:
    one = {"set": {f"pkg-{n}": ["1", 100 + n] for n in range(9)}}
    _recorded(tmp_path, {"snapshots": [one, {"set": {"pkg-1": ["2", 101]}}]})
    assert main(["replay", str(tmp_path), "--budget", "40"]) == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert last == "some, 40: more with a plan than with apko's rule at 0 split points"


def test_replay_starts_where_the_user_is(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "recorded").mkdir()
    one = {"set": {"six": ["1", 100]}}
    _recorded(tmp_path / "recorded", {"snapshots": [one, {"set": {"six": ["2", 100]}}]})
    monkeypatch.setenv("BUILD_WORKING_DIRECTORY", str(tmp_path))
    assert main(["replay", "recorded", "--budget", "40", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["half"][0]["history"] == "some"


def test_replay_prints_json(tmp_path: Path, capsys: Capture) -> None:
    one = {"set": {"six": ["1", 100], "idna": ["3", 300]}}
    _recorded(tmp_path, {"snapshots": [one, {"set": {"six": ["2", 100]}}]})
    assert main(["replay", str(tmp_path), "--budget", "40", "--json"]) == 0
    value = json.loads(capsys.readouterr().out)
    costs = {cost["strategy"]: cost["ratio"] for cost in value["half"][0]["costs"]}
    assert costs == {
        "two layers": 4.0,
        "largest alone (apko)": 1.0,
        "without a plan": 1.0,
        "with a plan": 1.0,
        "with a plan, kept current": 1.0,
        "one per package": 1.0,
    }
    assert len(value["split_points"]) == 13
