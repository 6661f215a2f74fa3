"""What plans would have saved recorded projects: made from the past, replayed over the rest."""

import dataclasses
from collections.abc import Iterator, Sequence
from pathlib import Path

from plan.comparison import Cost, compare, strategies
from plan.defaults import default_plan, known_heavy
from plan.layer_plan import FIXED_LAYERS
from plan.planning import make_plan
from plan.recorded_history import read_histories
from plan.replay import new_bytes
from plan.snapshots import History
from plan.strategies import planned

SPLIT_POINTS = tuple(percent / 100 for percent in range(20, 81, 5))
"""Parts of a history from which a plan is made, to see that no figure hangs on one of them."""

HALF = 0.5

WITH_PLAN = "with a plan"
"""The row of the plan that was made from the past and never again."""

KEPT = "with a plan, kept current"
"""The row of the plan that is made again from itself whenever a package comes or goes."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Replay:
    """One history, one budget, one split point."""

    history: str
    budget: int
    part: float
    """Of the history that the plan was made from."""
    updates: int
    """That were replayed after it."""
    costs: Sequence[Cost]
    """In the order of the rows."""

    def ratio(self, strategy: str) -> float:
        """Returns the cost of a strategy as a ratio to one layer per package."""
        found = {cost.strategy: cost.ratio for cost in self.costs}[strategy]
        return 1.0 if found is None else found


def replay_directory(
    directory: Path, *, budgets: Sequence[int] = (40, 60), parts: Sequence[float] = (HALF,)
) -> Iterator[Replay]:
    """Replays every recorded history of a directory.

    Args:
        directory: with histories as in `bench/lock_history`.
        budgets: the most layers of an image.
        parts: of each history, from which the plan is made; the rest is replayed.

    Yields:
        By history, then budget, then part.

    Raises:
        HistoryError: if the directory has no history, or one that is none.
    """
    for name, history in read_histories(directory).items():
        for budget in budgets:
            for part in parts:
                yield _replay(name, history, budget=budget, part=part)


def _replay(name: str, history: History, *, budget: int, part: float) -> Replay:
    seen = min(max(1, int(len(history) * part)), len(history) - 1)
    heavy = known_heavy()
    plans = {
        "without a plan": default_plan(),
        WITH_PLAN: make_plan(history[:seen], budget=budget),
    }
    rest = history[seen - 1 :]
    costs = compare(rest, strategies(plans, budget=budget, known_heavy=heavy))
    kept = _kept_current(history, seen, budget=budget, known_heavy=heavy)
    best = costs[-1].bytes_per_update * (len(rest) - 1)
    costs.insert(
        -1,
        Cost(
            strategy=KEPT,
            bytes_per_update=kept / (len(rest) - 1),
            ratio=kept / best if best else None,
        ),
    )
    return Replay(history=name, budget=budget, part=part, updates=len(rest) - 1, costs=costs)


def _kept_current(history: History, seen: int, *, budget: int, known_heavy: Sequence[str]) -> int:
    """Returns what is pulled where the plan is made again as its test demands.

    By what is known at that time. What moves because of a new plan is pulled with its update.
    """
    plan = make_plan(history[:seen], budget=budget)
    total = 0
    for position in range(seen, len(history)):
        old = planned(plan, budget - FIXED_LAYERS, known_heavy)
        if set(plan.weights) != set(history[position]):
            plan = make_plan(history[: position + 1], budget=budget, old=plan)
        new = planned(plan, budget - FIXED_LAYERS, known_heavy)
        total += new_bytes(history[position - 1 : position + 1], old, new)
    return total
