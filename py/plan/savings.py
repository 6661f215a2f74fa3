"""What a new plan saves: the same updates with every way to cut layers."""

import dataclasses
from collections.abc import Mapping, Sequence

from plan.comparison import Cost, compare, strategies
from plan.layer_plan import LayerPlan
from plan.measuring import Image
from plan.rates import rates_of
from plan.replay import expected_bytes, moved_bytes
from plan.snapshots import History, Images
from plan.strategies import Strategy


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Savings:
    """The costs of all strategies, and what the change of plan itself costs."""

    updates: int
    """That were replayed; 0: there is no history, and the costs are expected ones of packages."""
    costs: Sequence[Cost]
    moved: int
    """Bytes that hosts pull once because packages are in other layers than before."""


def savings(
    history: History,
    plans: Mapping[str, LayerPlan],
    images: Sequence[Image],
    *,
    budget: int,
    known_heavy: tuple[str, ...],
) -> Savings:
    """Returns what plans cost.

    Args:
        history: at least one snapshot.
        plans: by the name of their row: the old one, then the new one.
        images: all of them.
        budget: the most layers of an image.
        known_heavy: packages that are heavy in every repository, heaviest first.
    """
    compared = strategies(plans, budget=budget, known_heavy=known_heavy)
    old, new = (compared[name] for name in plans)
    packages = [image.packages for image in images]
    if len(history) > 1:
        others = [image.others for image in images]
        costs = compare(history, compared, packages, others=others)
    else:
        costs = _expected(history, compared, packages)
    moved = moved_bytes(history[-1], old, new, packages)
    return Savings(updates=len(history) - 1, costs=costs, moved=moved)


def _expected(history: History, compared: Mapping[str, Strategy], images: Images) -> list[Cost]:
    """Returns what strategies cost if every package changes as often as is usual."""
    rates = rates_of(history)
    expected = {
        name: expected_bytes(history[-1], strategy, rates, images)
        for name, strategy in compared.items()
    }
    best = expected["one per package"]
    return [
        Cost(strategy=name, bytes_per_update=size, ratio=size / best if best else None)
        for name, size in expected.items()
    ]
