"""Takes turns: A B A B …, so that what disturbs the machine disturbs all."""

import dataclasses
from collections.abc import Callable, Sequence

from bench.outcome import Measurement


def _nothing() -> None:
    pass


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Contestant:
    """One of several that are compared."""

    name: str
    command: str
    measure: Callable[[], float]
    prepare: Callable[[], object] = _nothing
    """Before each run, not counted."""

    unit: str = "s"


def interleaved(
    contestants: Sequence[Contestant], runs: int, say: Callable[[str], None]
) -> list[Measurement]:
    """Runs all of them, `runs` times.

    Args:
        contestants: in the order of a round.
        runs: rounds.
        say: shows one line of progress.

    Returns:
        One measurement a contestant, in their order.
    """
    samples: dict[str, list[float]] = {contestant.name: [] for contestant in contestants}
    for round_number in range(1, runs + 1):
        for contestant in contestants:
            contestant.prepare()
            sample = contestant.measure()
            samples[contestant.name].append(sample)
            say(f"{round_number}/{runs} {contestant.name}: {sample:.4g} {contestant.unit}")
    return [
        Measurement(
            name=each.name, command=each.command, unit=each.unit, samples=samples[each.name]
        )
        for each in contestants
    ]
