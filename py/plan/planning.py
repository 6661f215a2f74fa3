"""How a plan is made: from sizes, the images that use each package, and what changed with what.

The constants were chosen on the first halves of two public histories and checked at all other split
points; docs/planning.md has the figures.
"""

from collections.abc import Iterator, Mapping, Sequence

from plan.joining import Limits, joined
from plan.layer_plan import FIXED_LAYERS, LayerPlan
from plan.rates import Rates, rates_of
from plan.snapshots import History, Images, Package, images_in

BUCKETS = 8
"""What the plan does not know yet falls into one of them. Fewer, and a new package drags others
along; more, and known packages must leave their layers to make room. At most a quarter of the
layers."""

_FREE = 1
"""Layers left for what comes next: the first new package moves nothing."""

LARGEST_GROUP = 1 << 29
"""Bytes. Several layers are pulled and unpacked side by side, one is not."""


def make_plan(
    history: History,
    images: Images = (),
    *,
    budget: int,
    max_layer_bytes: int = 0,
    splits: Mapping[str, Sequence[str]] | None = None,
) -> LayerPlan:
    """Returns the plan for the last snapshot of a history.

    Args:
        history: at least one snapshot; the sizes of the last one count.
        images: the packages of every image.
        budget: the most layers that an image may have, `FIXED_LAYERS` among them.
        max_layer_bytes: of a layer; 0: no limit.
        splits: by package above that limit, the paths at which its parts begin.
    """
    snapshot = history[-1]
    rates = rates_of(history)
    slots = max(1, budget - FIXED_LAYERS)
    buckets = max(1, min(BUCKETS, slots // 4))
    parts = {name: 1 + len(paths) for name, paths in (splits or {}).items()}
    limits = Limits(
        slots=max(1, slots - _FREE),
        groups=slots - buckets - max(_part_counts(images_in(snapshot, images), parts)),
        size=min(max_layer_bytes or LARGEST_GROUP, LARGEST_GROUP),
        parts=parts,
    )
    images = sorted(
        sorted(set(image)) for image in images
    )  # or the last digit of a sum would differ
    layers = joined(snapshot, images, rates, limits)
    return LayerPlan(
        buckets=buckets,
        # Called after the member that costs most: the name stays while that one does.
        groups={
            layer.names[0]: sorted(layer.names)
            for layer in sorted(layers, key=lambda layer: layer.names[0])
            if len(layer.names) > 1
        },
        max_layer_bytes=max_layer_bytes,
        order=_order(history, images, rates),
        splits={name: list(paths) for name, paths in sorted((splits or {}).items())},
        weights={name: snapshot[name].size for name in sorted(snapshot)},
    )


def _part_counts(
    images: Sequence[Mapping[str, Package]], parts: Mapping[str, int]
) -> Iterator[int]:
    """Yields how many layers the split packages of each image have."""
    for image in images:
        yield sum(parts.get(name, 0) for name in image)


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
