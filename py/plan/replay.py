"""What updates cost: the layers that were not in the images before."""

from collections.abc import Sequence
from itertools import pairwise

from plan.rates import Rates
from plan.snapshots import History, Images, Package, Snapshot, images_in
from plan.strategies import Strategy

_Content = frozenset[tuple[str, Package]]
"""Two layers with the same packages are one blob. Another size at the same version is another
wheel."""


def pulled_bytes(history: History, strategy: Strategy, images: Images = ()) -> int:
    """Returns what a host that runs all images pulls over all updates.

    Args:
        history: the first snapshot is what the host has; each further one is an update.
        strategy: packages to layers.
        images: the packages of every image.

    Returns:
        Bytes of the layers, compressed, that were not in any image before their update.
    """
    return sum(new_bytes(update, strategy, strategy, images) for update in pairwise(history))


def whole_images_bytes(history: History, others: Sequence[int], images: Images = ()) -> int:
    """Returns what the same host pulls where an image is one layer.

    Args:
        history: as for `pulled_bytes`.
        others: bytes of all that is no package, by image.
        images: the packages of every image, in the same order.
    """
    total = 0
    for before, after in pairwise(history):
        for old, new, rest in zip(
            images_in(before, images), images_in(after, images), others, strict=True
        ):
            if _content(old, list(old)) != _content(new, list(new)):
                total += rest + sum(package.size for package in new.values())
    return total


def expected_bytes(
    snapshot: Snapshot, strategy: Strategy, rates: Rates, images: Images = ()
) -> float:
    """Returns what the next update pulls on average.

    Args:
        snapshot: the lock.
        strategy: packages to layers.
        rates: how often packages change.
        images: the packages of every image.
    """
    layers = _layers(snapshot, strategy, images)
    return sum(
        size * rates.chance_of([name for name, _ in content]) for content, size in layers.items()
    )


def moved_bytes(snapshot: Snapshot, old: Strategy, new: Strategy, images: Images = ()) -> int:
    """Returns what a host pulls once when the plan changes and no package does.

    Args:
        snapshot: the lock.
        old: packages to layers, as before.
        new: the same, from now on.
        images: the packages of every image.
    """
    return new_bytes((snapshot, snapshot), old, new, images)


def new_bytes(update: History, old: Strategy, new: Strategy, images: Images = ()) -> int:
    """Returns what a host pulls for an update with which the plan may change.

    Args:
        update: the snapshots before and after it.
        old: packages to layers, before it.
        new: the same, after it.
        images: the packages of every image.
    """
    before = _layers(update[0], old, images)
    after = _layers(update[1], new, images)
    return sum(size for content, size in after.items() if content not in before)


def _layers(snapshot: Snapshot, strategy: Strategy, images: Images) -> dict[_Content, int]:
    sizes: dict[_Content, int] = {}
    for image in images_in(snapshot, images):
        for names in strategy(image):
            sizes[_content(image, names)] = sum(image[name].size for name in names)
    return sizes


def _content(image: Snapshot, names: Sequence[str]) -> _Content:
    return frozenset((name, image[name]) for name in names)
