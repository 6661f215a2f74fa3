"""Which packages share a layer, where an image has more than its budget allows.

Two at a time, always the two that cost the least: the bytes that updates will pull when both lie in
one layer, less what they pull apart. Packages that change together, and packages that hardly
change, come first. Bottom up, because the best set of groups is out of reach (a set partition).
"""

import dataclasses
import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence

from plan.rates import Rates
from plan.snapshots import Images, Snapshot, images_in


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """What layers may be."""

    slots: int
    """The most that the packages of an image may take."""
    groups: int
    """The most layers that several packages share, in the whole repository: an image keeps its
    groups and its buckets whatever comes, so both must fit."""
    size: int
    """The most bytes of such a layer."""
    parts: Mapping[str, int] = dataclasses.field(default_factory=dict)
    """By split package, over how many layers: it is not joined."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class _Part:
    """What some images have of a layer, all of them the same."""

    images: int
    """A set of bits."""
    size: int
    changes: int
    """The updates in which it changed: a set of bits."""
    count: int
    """Packages."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Joined:
    """One layer to be: packages, and what the images have of them."""

    names: tuple[str, ...]
    """The one that costs most first."""
    expected_bytes: float
    """What one update pulls of it."""
    images: int
    """Those that have any of it: a set of bits."""
    size: int
    """Bytes of the most that one image has of it."""
    parts: Sequence[_Part]


def joined(
    snapshot: Snapshot,
    images: Images,
    rates: Rates,
    limits: Limits,
    kept: Iterable[Sequence[str]] = (),
) -> list[Joined]:
    """Returns the layers of all packages, joined until every image fits.

    Args:
        snapshot: the lock, with sizes.
        images: the packages of every image.
        rates: how often packages change.
        limits: what fits.
        kept: packages that are joined to begin with.

    Returns:
        The layers; each has one package, unless an image has too many. Packages in no image are in
        none. An image stays above the limit where no pair of its layers may be joined.
    """
    layers = {layer.names[0]: layer for layer in _alone(snapshot, images, rates)}
    for names in kept:
        _keep(layers, [name for name in names if name not in limits.parts], rates, limits.size)
    return _Joining(list(layers.values()), rates, limits).run()


def _keep(layers: dict[str, Joined], names: Sequence[str], rates: Rates, size: int) -> None:
    """Joins the packages that are still there, as long as the layer is not too large."""
    present = [name for name in names if name in layers]
    for name in present[1:]:
        pair = _pair(layers[present[0]], layers[name], rates)
        if pair.size <= size:
            del layers[name]
            layers[present[0]] = pair


def _alone(snapshot: Snapshot, images: Images, rates: Rates) -> Iterator[Joined]:
    users: dict[str, int] = {}
    for bit, image in enumerate(images_in(snapshot, images)):
        for name in image:
            users[name] = users.get(name, 0) | 1 << bit
    for name, bits in sorted(users.items()):
        size, changes = snapshot[name].size, rates.changes[name]
        part = _Part(images=bits, size=size, changes=changes, count=1)
        yield _joined_of((name,), [part], rates)


def _joined_of(names: tuple[str, ...], parts: Sequence[_Part], rates: Rates) -> Joined:
    expected = sum(part.size * rates.chance(part.changes, part.count) for part in parts)
    images = 0
    for part in parts:
        images |= part.images
    size = max(part.size for part in parts)
    return Joined(names=names, expected_bytes=expected, images=images, size=size, parts=parts)


def _pair(first: Joined, second: Joined, rates: Rates) -> Joined:
    """Joins two: images that have but one of them have another layer than those that have both."""
    parts = [
        _Part(
            images=one.images & two.images,
            size=one.size + two.size,
            changes=one.changes | two.changes,
            count=one.count + two.count,
        )
        for one in first.parts
        for two in second.parts
        if one.images & two.images
    ]
    for layer, other in ((first, second), (second, first)):
        parts += [
            dataclasses.replace(part, images=part.images & ~other.images)
            for part in layer.parts
            if part.images & ~other.images
        ]
    costly, other = sorted((first, second), key=lambda layer: (-layer.expected_bytes, layer.names))
    return _joined_of((*costly.names, *other.names), parts, rates)


def _expected_of_pair(first: Joined, second: Joined, rates: Rates) -> float:
    """Returns `expected_bytes` of a pair without making it: this is asked of every two layers."""
    expected = 0.0
    for one in first.parts:
        for two in second.parts:
            if one.images & two.images:
                chance = rates.chance(one.changes | two.changes, one.count + two.count)
                expected += (one.size + two.size) * chance
    for layer, other in ((first, second), (second, first)):
        for part in layer.parts:
            if part.images & ~other.images:
                expected += part.size * rates.chance(part.changes, part.count)
    return expected


class _Joining:
    """One run: layers by number, and a heap of the pairs that may be joined, cheapest first."""

    def __init__(self, layers: Sequence[Joined], rates: Rates, limits: Limits) -> None:
        self._rates = rates
        self._limits = limits
        self._whole = [layer for layer in layers if layer.names[0] in limits.parts]
        self._layers: dict[int, Joined] = {}
        self._heap: list[tuple[float, int, int]] = []
        self._aside: list[tuple[float, int, int]] = []
        self._groups = sum(len(layer.names) > 1 for layer in layers)
        self._next = 0
        self._count = self._layers_by_image(layers)
        self._crowded = self._find_crowded()
        for layer in layers:
            if layer.names[0] not in limits.parts:
                self._add(layer)

    def run(self) -> list[Joined]:
        """Joins until no image is crowded, or nothing that could help is left."""
        while self._crowded and self._heap:
            price, first, second = heapq.heappop(self._heap)
            if first not in self._layers or second not in self._layers:
                continue
            now = self._price(first, second)
            if now is None:
                continue
            if now > price:  # it helps fewer images than when it was pushed: they fit by now
                heapq.heappush(self._heap, (now, first, second))
            elif self._makes_groups(first, second) + self._groups > self._limits.groups:
                self._aside.append((now, first, second))
            else:
                self._join(first, second)
        return [*self._whole, *self._layers.values()]

    def _makes_groups(self, first: int, second: int) -> int:
        """Returns how many groups more there are when two are joined: 1, 0 or -1."""
        return 1 - sum(len(self._layers[number].names) > 1 for number in (first, second))

    def _join(self, first: int, second: int) -> None:
        made = self._makes_groups(first, second)
        self._groups += made
        if made < 0:
            for pair in self._aside:
                heapq.heappush(self._heap, pair)
            self._aside = []
        one, two = self._layers.pop(first), self._layers.pop(second)
        for bit in self._count:
            self._count[bit] -= one.images >> bit & two.images >> bit & 1
        self._crowded = self._find_crowded()
        self._add(_pair(one, two, self._rates))

    def _add(self, layer: Joined) -> None:
        number, self._next = self._next, self._next + 1
        self._layers[number] = layer
        for other in self._layers:
            if other != number and (price := self._price(other, number)) is not None:
                heapq.heappush(self._heap, (price, other, number))

    def _price(self, first: int, second: int) -> float | None:
        """Bytes more per update, by each crowded image with a layer less; None: not to be had."""
        one, two = self._layers[first], self._layers[second]
        helped = (one.images & two.images & self._crowded).bit_count()
        if not helped or one.size + two.size > self._limits.size:
            return None
        both = _expected_of_pair(one, two, self._rates)
        return (both - one.expected_bytes - two.expected_bytes) / helped

    def _layers_by_image(self, layers: Sequence[Joined]) -> dict[int, int]:
        bits = range(max((layer.images.bit_length() for layer in layers), default=0))
        parts = [(self._limits.parts.get(layer.names[0], 1), layer.images) for layer in layers]
        return {bit: sum(count for count, images in parts if images >> bit & 1) for bit in bits}

    def _find_crowded(self) -> int:
        """Returns the images that have too many layers: a set of bits."""
        slots = self._limits.slots
        return sum(1 << bit for bit, count in self._count.items() if count > slots)
