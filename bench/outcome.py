"""What a part has measured: kept as JSON, a file a part, from which the document is written.

Only raw samples are stored. Medians and ratios are computed where they are shown.
"""

import dataclasses
import json
import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from bench.errors import BenchError

Relation = Literal["value", "difference", "ratio"]


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Measurement:
    """One figure of one contestant."""

    name: str
    """Unique in its part."""

    command: str
    """As a reader would type it; empty: computed from what others left."""

    unit: str
    """"s", "bytes", "actions", or "" for a plain number."""

    samples: Sequence[float]
    """In the order in which they were taken; never empty."""

    note: str = ""
    """What else there is to know: "95.1 MB"."""

    @property
    def median(self) -> float:
        """The figure that is shown and compared."""
        return statistics.median(self.samples)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Goal:
    """What two measurements, or one, must show."""

    name: str
    """Unique in its part: "against one gzip pkg_tar"."""

    relation: Relation
    of: str
    """Name of a measurement: the value itself, what is divided, or what is subtracted from."""

    to: str = ""
    """Name of the measurement that `of` is divided by, or that is subtracted; empty for a value."""

    bound: float
    at_least: bool
    """False: at most."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """All that a part has to say."""

    measurements: Sequence[Measurement]
    goals: Sequence[Goal]
    remarks: Sequence[str] = ()
    """Sentences for the reader, such as what was left out and why."""

    def measurement(self, name: str) -> Measurement:
        """Returns a measurement.

        Raises:
            BenchError: there is none of this name.
        """
        for measurement in self.measurements:
            if measurement.name == name:
                return measurement
        names = [measurement.name for measurement in self.measurements]
        raise BenchError(f"goal: expected one of {names!r}, got {name!r}")

    def figure(self, goal: Goal) -> float:
        """Returns what a goal is about, from medians."""
        of = self.measurement(goal.of).median
        if goal.relation == "value":
            return of
        to = self.measurement(goal.to).median
        return of - to if goal.relation == "difference" else of / to

    def is_met(self, goal: Goal) -> bool:
        """Whether the figure is within the bound."""
        figure = self.figure(goal)
        return figure >= goal.bound if goal.at_least else figure <= goal.bound


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """An outcome with where and how it was made."""

    part: str
    runs: int
    """Samples of each contestant, unless a measurement has another number."""

    taken: str
    """Date, ISO 8601."""

    revision: str
    """Commit of the repository, with "+" where files differed from it."""

    machine: Mapping[str, str]
    versions: Mapping[str, str]
    outcome: Outcome


def write_result(result: Result, dest: Path) -> None:
    """Replaces the result of one part."""
    dest.parent.mkdir(parents=True, exist_ok=True)
    dest.write_text(json.dumps(dataclasses.asdict(result), indent=2) + "\n", encoding="utf-8")


def read_result(src: Path) -> Result:
    """Reads what `write_result` wrote.

    Raises:
        BenchError: the file is something else.
    """
    try:
        fields: dict[str, Any] = json.loads(src.read_text(encoding="utf-8"))
        outcome = fields.pop("outcome")
        measurements = [Measurement(**each) for each in outcome.pop("measurements")]
        goals = [Goal(**each) for each in outcome.pop("goals")]
        return Result(**fields, outcome=Outcome(measurements=measurements, goals=goals, **outcome))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BenchError(
            f"{src}: expected a result of bench, got {error!r}\nRun the part {src.stem} again."
        ) from None
