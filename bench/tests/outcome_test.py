import json
from pathlib import Path

import pytest

from bench.errors import BenchError
from bench.outcome import Goal, Measurement, Outcome, Relation, Result, read_result, write_result


def _outcome(relation: Relation, bound: float, *, at_least: bool) -> Outcome:
    """The medians are 4 and 2; the means are not."""
    measured = [
        Measurement(name="slow", command="tar", unit="s", samples=[100.0, 3.0, 4.0]),
        Measurement(name="fast", command="ours", unit="s", samples=[2.0, 2.0, 50.0]),
    ]
    to = "" if relation == "value" else "fast"
    goal = Goal(name="g", relation=relation, of="slow", to=to, bound=bound, at_least=at_least)
    return Outcome(measurements=measured, goals=[goal])


@pytest.mark.parametrize(("relation", "figure"), [("ratio", 2), ("difference", 2), ("value", 4)])
def test_figure_is_of_medians(relation: Relation, figure: float) -> None:
    outcome = _outcome(relation, 1, at_least=True)
    assert outcome.figure(outcome.goals[0]) == figure


@pytest.mark.parametrize(
    ("bound", "at_least", "met"),
    [(2, True, True), (2.1, True, False), (2, False, True), (1.9, False, False)],
)
def test_bound_itself_is_met(bound: float, at_least: bool, met: bool) -> None:  # noqa: FBT001
    outcome = _outcome("ratio", bound, at_least=at_least)
    assert outcome.is_met(outcome.goals[0]) is met


def test_goal_names_what_was_measured() -> None:
    with pytest.raises(BenchError, match=r"expected one of \['slow', 'fast'\], got 'other'"):
        _outcome("ratio", 1, at_least=True).measurement("other")


def test_a_result_is_read_as_it_was_written(tmp_path: Path) -> None:
    result = Result(
        part="cold",
        runs=3,
        taken="2026-01-01",
        revision="abc+",
        machine={"CPU": "x"},
        versions={"tar": "1"},
        outcome=_outcome("ratio", 2, at_least=True),
    )
    write_result(result, tmp_path / "new" / "cold.json")
    read = read_result(tmp_path / "new" / "cold.json")
    assert read.machine == result.machine
    assert read.outcome.measurement("slow").median == 4
    assert read.outcome.figure(read.outcome.goals[0]) == 2


@pytest.mark.parametrize("change", [{"outcome": None}, {"outcome": {"goals": []}}, {"more": 1}])
def test_another_file_is_an_error(tmp_path: Path, change: dict[str, object]) -> None:
    src = tmp_path / "cold.json"
    src.write_text(json.dumps({"part": "cold"} | change))
    with pytest.raises(BenchError, match=r"expected a result of bench[\s\S]*Run the part cold"):
        read_result(src)
