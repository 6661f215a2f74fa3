import dataclasses

import pytest

from bench.document import document
from bench.errors import BenchError
from bench.outcome import Goal, Measurement, Outcome, Result
from bench.part import Part
from bench.parts import PARTS
from bench.writing import number, quantity, table

_PART = PARTS[0]


def _result(part: Part, seconds: float) -> tuple[Part, Result]:
    measured = [
        Measurement(name="ours", command="a | b", unit="s", samples=[1, seconds, seconds]),
        Measurement(name="size", command="", unit="bytes", samples=[87_000_000], note="zstd"),
    ]
    goals = [Goal(name="ours", relation="value", of="ours", bound=2, at_least=False)]
    outcome = Outcome(measurements=measured, goals=goals, remarks=["A remark."])
    return part, Result(
        part=part.name,
        runs=3,
        taken="2026-01-01",
        revision="abc",
        machine={"CPU": "one"},
        versions={"tar": "1.35"},
        outcome=outcome,
    )


def test_section_shows_median_spread_command_and_origin() -> None:
    text = document([_result(_PART, 1.5)], {})
    assert "| ours | 1.50 s | 1 s | 1.50 s | `a \\| b` |" in text
    assert "| size (zstd) | 87 MB |  |  |  |" in text
    assert "- A remark." in text
    assert "3 runs, 2026-01-01, commit abc. Machine: CPU one. Versions: tar 1.35." in text


def test_goals_are_summed_up_first() -> None:
    text = document([_result(_PART, 1.5), _result(PARTS[1], 3)], {})
    summary = text.split("## All goals")[1].split(f"## {_PART.name}")[0]
    assert f"| [{_PART.name}](#{_PART.name}) | ours | 1.50 s | ≤ 2 s | yes |" in summary
    assert f"| [{PARTS[1].name}](#{PARTS[1].name}) | ours | 3 s | ≤ 2 s | **no** |" in summary


def test_what_bounds_a_figure_stands_beside_a_goal_that_is_not_met() -> None:
    bounds = {_PART.name: {"ours": "The disk.\n"}}
    assert "- Not met, ours: The disk.\n" in document([_result(_PART, 3)], bounds)
    assert "The disk." not in document([_result(_PART, 1)], bounds)
    assert "- Not met, ours: what bounds it is not written down yet." in document(
        [_result(_PART, 3)], {}
    )


def test_a_text_for_no_goal_is_an_error() -> None:
    with pytest.raises(BenchError, match=r"expected one of \['ours'\], got 'theirs'"):
        document([_result(_PART, 3)], {_PART.name: {"theirs": "x"}})


def test_parts_have_names_of_their_own() -> None:
    names = [part.name for part in PARTS]
    assert len(set(names)) == len(names)
    for part in PARTS:
        assert dataclasses.replace(part, minutes=1).title


@pytest.mark.parametrize(
    ("value", "text"),
    [(30, "30"), (0.0621, "0.062"), (3.14159, "3.14"), (31.4159, "31.4"), (314.159, "314")],
)
def test_three_digits(value: float, text: str) -> None:
    assert number(value) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (12, "bytes", "12 bytes"),
        (38_834, "bytes", "38.8 kB"),
        (4.5e6, "bytes", "4.50 MB"),
        (2, "", "2"),
    ],
)
def test_units(value: float, unit: str, text: str) -> None:
    assert quantity(value, unit) == text


def test_table_ends_with_an_empty_line() -> None:
    assert table(["a"], [["b"]]) == "| a |\n| --- |\n| b |\n\n"
