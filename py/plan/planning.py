"""How a plan is made: from sizes, the images that use each package, and what changed with what.

The constants were chosen on the first halves of two public histories; docs/planning.md has the
figures, and those of all other split points.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from plan.joining import Joined, Limits, joined
from plan.layer_plan import FIXED_LAYERS, LayerPlan
from plan.rates import Rates, rates_of
from plan.replay import expected_bytes, moved_bytes
from plan.snapshots import History, Images, images_in
from plan.strategies import planned

BUCKETS = 8
"""What the plan does not know yet falls into one of them. Fewer, and a new package drags others
along; more, and known packages must leave their layers to make room. At most a quarter of the
layers."""

_FREE = 1
"""Layers left for what comes next: the first new package moves nothing."""

LARGEST_GROUP = 1 << 29
"""Bytes. Several layers are pulled and unpacked side by side, one is not."""

_HORIZON = 10
"""Updates in which a plan that moves packages must have paid for it."""


class Splits(NamedTuple):
    """Which packages are split."""

    max_layer_bytes: int = 0
    """Of a layer; 0: no limit."""
    paths: Mapping[str, Sequence[str]] = {}
    """By package above that limit, the paths at which its parts begin."""


_NO_SPLITS = Splits()


def make_plan(
    history: History,
    images: Images = (),
    *,
    budget: int,
    splits: Splits = _NO_SPLITS,
    old: LayerPlan | None = None,
) -> LayerPlan:
    """Returns the plan for the last snapshot of a history.

    Args:
        history: at least one snapshot; the sizes of the last one count.
        images: the packages of every image.
        budget: the most layers that an image may have, `FIXED_LAYERS` among them.
        splits: the packages that are too large for a layer.
        old: the plan in force: its groups stay, unless others save in `_HORIZON` updates what
        moving
            to them pulls.
    """
    fresh = _plan(history, images, budget, splits, {})
    if old is None or not old.groups:
        return fresh
    kept = _plan(history, images, budget, splits, old.groups)
    rates, slots = rates_of(history), budget - FIXED_LAYERS
    if len(kept.groups) + kept.buckets > slots:
        return fresh  # of a larger budget: an image must always have room for its buckets
    before, after = planned(kept, slots), planned(fresh, slots)
    saved = expected_bytes(history[-1], before, rates, images) - expected_bytes(
        history[-1], after, rates, images
    )
    moved = moved_bytes(history[-1], before, after, images)
    return fresh if saved * _HORIZON > moved else kept


def _plan(
    history: History,
    images: Images,
    budget: int,
    splits: Splits,
    kept: Mapping[str, Sequence[str]],
) -> LayerPlan:
    snapshot = history[-1]
    rates = rates_of(history)
    # In another order of images the last digit of a sum would differ, and with it a tie.
    images = sorted(sorted(set(image)) for image in images)
    slots = max(1, budget - FIXED_LAYERS)
    buckets = max(1, min(BUCKETS, slots // 4))
    parts = {name: 1 + len(paths) for name, paths in splits.paths.items()}
    most = max(sum(parts.get(name, 0) for name in image) for image in images_in(snapshot, images))
    limits = Limits(
        slots=max(1, slots - _FREE),
        groups=slots - buckets - most,
        size=min(splits.max_layer_bytes or LARGEST_GROUP, LARGEST_GROUP),
        parts=parts,
    )
    return LayerPlan(
        buckets=buckets,
        groups=_named(joined(snapshot, images, rates, limits, kept.values()), kept),
        max_layer_bytes=splits.max_layer_bytes,
        order=_order(history, images, rates),
        splits={name: list(paths) for name, paths in sorted(splits.paths.items())},
        weights={name: snapshot[name].size for name in sorted(snapshot)},
    )


def _named(layers: Sequence[Joined], kept: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Returns the groups by name: the one they had, else that of the member that costs most."""
    groups: dict[str, list[str]] = {}
    joined_only = [layer.names for layer in layers if len(layer.names) > 1]
    had = {
        names: [old for old in sorted(kept) if set(kept[old]) & set(names)] for names in joined_only
    }
    for names in sorted(joined_only, key=lambda names: (not had[names], names)):
        free = [name for name in (*had[names], *names) if name not in groups]
        groups[free[0]] = sorted(names)
    return {name: groups[name] for name in sorted(groups)}


def _order(history: History, images: Images, rates: Rates) -> list[str]:
    """Returns the packages from the lowest layer to the highest.

    A runtime unpacks a layer again when one below it changes. So what all images have comes first:
    the same layers at the bottom are unpacked once for all of them. Of two neighbours, the one
    below costs the other its bytes at each of its own changes: the lower chance by byte belongs
    below.
    """
    snapshot = history[-1]
    users = {name: sum(name in image for image in images) for name in snapshot}

    def place(name: str) -> tuple[int, float, str]:
        return -users[name], rates.chance(rates.changes[name], 1) / (snapshot[name].size + 1), name

    return sorted(snapshot, key=place)
