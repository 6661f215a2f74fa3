"""Writes docs/benchmarks.md from bench/results: every figure in it is computed here."""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.errors import BenchError
from bench.outcome import Goal, Measurement, Outcome, Result, read_result
from bench.part import Part
from bench.parts import PARTS
from bench.writing import number, quantity, table

_HEAD = """\
# Benchmarks

Written by `./bazelw run //bench -- --all`, or `-- PART` for one section, from `bench/results`; no
figure is written by hand. `-- --list` shows the parts.

Contestants take turns in one run (A B A B …) on a machine that others use too. So times scatter,
and what counts is the ratio of medians; all samples are in `bench/results`. A figure without least
and most was taken once: bytes and counts do not scatter.
"""

_SUMMARY_HEAD = ("part", "goal", "figure", "bound", "met")
_MEASUREMENT_HEAD = ("measured", "median", "least", "most", "command")


def result_of(part: Part, repository: Path) -> Path:
    """Returns where the figures of a part are kept."""
    return repository / "bench" / "results" / f"{part.name}.json"


def write_document(repository: Path) -> None:
    """Writes the document anew.

    Raises:
        BenchError: a result cannot be read, or a text in bounds.toml stands for no goal.
    """
    sources = ((part, result_of(part, repository)) for part in PARTS)
    results = [(part, read_result(src)) for part, src in sources if src.is_file()]
    bounds = tomllib.loads((repository / "bench" / "bounds.toml").read_text(encoding="utf-8"))
    text = document(results, bounds)
    (repository / "docs" / "benchmarks.md").write_text(text, encoding="utf-8")


def document(
    results: Sequence[tuple[Part, Result]], bounds: Mapping[str, Mapping[str, str]]
) -> str:
    """Returns the text of the document.

    Args:
        results: in the order of the sections.
        bounds: what bounds a figure, by part and goal; shown beside goals that are not met.

    Raises:
        BenchError: a text stands for no goal.
    """
    _check_bounds(results, bounds)
    sections = [_section(part, result, bounds.get(part.name, {})) for part, result in results]
    return "\n".join([_HEAD, _summary(results), *sections])


def _check_bounds(
    results: Sequence[tuple[Part, Result]], bounds: Mapping[str, Mapping[str, str]]
) -> None:
    for part, result in results:
        known = {goal.name for goal in result.outcome.goals}
        for name in bounds.get(part.name, {}).keys() - known:
            raise BenchError(
                f"bench/bounds.toml {part.name}: expected one of {sorted(known)!r}, got {name!r}"
            )


def _summary(results: Sequence[tuple[Part, Result]]) -> str:
    rows = [
        (f"[{part.name}](#{part.name})", *_goal_row(result.outcome, goal))
        for part, result in results
        for goal in result.outcome.goals
    ]
    return "## All goals\n\n" + table(_SUMMARY_HEAD, rows)


def _goal_row(outcome: Outcome, goal: Goal) -> tuple[str, ...]:
    unit = "" if goal.relation == "ratio" else outcome.measurement(goal.of).unit
    sign = "≥" if goal.at_least else "≤"
    bound = _goal_figure(goal.bound, goal, unit)
    met = "yes" if outcome.is_met(goal) else "**no**"
    return goal.name, _goal_figure(outcome.figure(goal), goal, unit), f"{sign} {bound}", met


def _goal_figure(value: float, goal: Goal, unit: str) -> str:
    return f"{number(value)} ×" if goal.relation == "ratio" else quantity(value, unit)  # noqa: RUF001


def _section(part: Part, result: Result, bounds: Mapping[str, str]) -> str:
    outcome = result.outcome
    unmet = [goal for goal in outcome.goals if not outcome.is_met(goal)]
    lines = [
        f"## {part.name}",
        "",
        f"{part.title}: {part.how}.",
        "",
        table(_MEASUREMENT_HEAD, (_measurement_row(each) for each in outcome.measurements)),
        table(_SUMMARY_HEAD[1:], (_goal_row(outcome, goal) for goal in outcome.goals)),
        *(f"- Not met, {goal.name}: {_bound_text(bounds, goal)}" for goal in unmet),
        *(f"- {remark}" for remark in outcome.remarks),
        "",
        _origin(result),
        "",
    ]
    return "\n".join(lines)


def _bound_text(bounds: Mapping[str, str], goal: Goal) -> str:
    return bounds.get(goal.name, "what bounds it is not written down yet.").strip()


def _origin(result: Result) -> str:
    machine = ", ".join(f"{name} {value}" for name, value in result.machine.items())
    versions = ", ".join(f"{name} {value}" for name, value in sorted(result.versions.items()))
    return (
        f"{result.runs} runs, {result.taken}, commit {result.revision}. Machine: {machine}. "
        f"Versions: {versions}."
    )


def _measurement_row(measurement: Measurement) -> tuple[str, ...]:
    samples, unit = measurement.samples, measurement.unit
    note = f" ({measurement.note})" if measurement.note else ""
    spread = [quantity(min(samples), unit), quantity(max(samples), unit)]
    return (
        measurement.name + note,
        quantity(measurement.median, unit),
        *(spread if len(samples) > 1 else ["", ""]),
        f"`{measurement.command}`" if measurement.command else "",
    )
