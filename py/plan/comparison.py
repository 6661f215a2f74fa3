"""What the ways to cut layers cost, side by side, over one history."""

import dataclasses
from collections.abc import Mapping, Sequence

from plan.layer_plan import FIXED_LAYERS, LayerPlan
from plan.replay import pulled_bytes, whole_images_bytes
from plan.snapshots import History, Images
from plan.strategies import (
    Strategy,
    largest_alone,
    one_layer,
    one_per_package,
    planned,
)

APKO = "largest alone (apko)"
"""The row of apko's rule."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Cost:
    """What one strategy costs."""

    strategy: str
    bytes_per_update: float
    """Bytes that a host with all images pulls for an update of the lock, on average."""
    ratio: float | None
    """To one layer per package; `None` where that pulls nothing."""


def strategies(
    plans: Mapping[str, LayerPlan], *, budget: int, known_heavy: tuple[str, ...] = ()
) -> dict[str, Strategy]:
    """Returns what a comparison compares, by name, in the order of its rows.

    Args:
        plans: by the name of their row, such as "new plan".
        budget: the most layers of an image, for those that have a limit.
        known_heavy: packages that are heavy in every repository, heaviest first.
    """
    slots = budget - FIXED_LAYERS
    return {
        "two layers": one_layer,
        APKO: largest_alone(slots),
        **{name: planned(plan, slots, known_heavy) for name, plan in plans.items()},
        "one per package": one_per_package,
    }


def compare(
    history: History,
    compared: Mapping[str, Strategy],
    images: Images = (),
    *,
    others: Sequence[int] = (),
) -> list[Cost]:
    """Returns the costs of strategies over a history.

    Args:
        history: at least two snapshots: the first is what hosts have, each further one an update.
        compared: strategies by name.
        images: the packages of every image.
        others: by image, bytes of all that is no package; empty where nobody knows, and then there
        is
            no row "one layer".
    """
    totals = {name: pulled_bytes(history, strategy, images) for name, strategy in compared.items()}
    if others:
        totals = {"one layer": whole_images_bytes(history, others, images)} | totals
    best = pulled_bytes(history, one_per_package, images)
    return [
        Cost(
            strategy=name,
            bytes_per_update=total / (len(history) - 1),
            ratio=total / best if best else None,
        )
        for name, total in totals.items()
    ]
