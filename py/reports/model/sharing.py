"""What images have in common, and what keeps them from having more.

A layer is stored once, however many images have it. Two images that hold one package may still not
share its layer: then there is something to gain.
"""

import dataclasses
from collections.abc import Sequence

from layers.records import Component

from reports.model.image import Image, Layer
from reports.model.keys import Keys

_SHARED_ORIGINS = ("interpreter", "pypi", "base")
_SHOWN_NAMES = 5


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class SharedLayer:
    """One layer, and who has it."""

    layer: Layer
    images: tuple[int, ...]
    """Their numbers, from 0."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Obstacle:
    """Why two images hold something in layers of their own."""

    images: tuple[int, int]
    subject: str
    reason: str
    size: int
    """Bytes of the layer of the second image: what sharing would save, at the most."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Share:
    """What one image adds to a store."""

    image: Image
    size: int
    """Bytes of all its layers."""

    own: int
    """Bytes of layers that no other image has."""

    wasted: int
    """Of these, bytes of layers whose packages, interpreter or base another image has as well."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Sharing:
    """Images of one store."""

    shares: tuple[Share, ...]
    layers: tuple[SharedLayer, ...]
    """Each once: what most images have first, then the largest."""

    obstacles: tuple[Obstacle, ...]
    """The largest first."""

    @property
    def stored(self) -> int:
        """Bytes of all layers, each once."""
        return sum(one.layer.size for one in self.layers)

    @property
    def unshared(self) -> int:
        """Bytes of all layers, once for each image."""
        return sum(one.layer.size * len(one.images) for one in self.layers)


def sharing_of(images: Sequence[Image]) -> Sharing:
    """Compares images.

    Args:
        images: at least one.
    """
    keys = Keys(layer for image in images for layer in image.layers)
    images_by_key: dict[str, dict[int, Layer]] = {}
    for number, image in enumerate(images):
        for layer in image.layers:
            images_by_key.setdefault(keys.of(layer), {})[number] = layer
    layers = [
        SharedLayer(layer=next(iter(holders.values())), images=tuple(holders))
        for holders in images_by_key.values()
    ]
    layers.sort(key=lambda one: (-len(one.images), -one.layer.size, one.layer.name))
    alone_keys = {keys.of(one.layer) for one in layers if len(one.images) == 1}
    alone = [
        {
            name: layer
            for layer in image.layers
            if layer.origin in _SHARED_ORIGINS and keys.of(layer) in alone_keys
            for name in _names(layer)
        }
        for image in images
    ]
    obstacles = [
        obstacle
        for second in range(len(images))
        for first in range(second)
        for obstacle in _obstacles((first, second), images, alone, keys)
    ]
    return Sharing(
        shares=tuple(_share(number, images, layers, alone) for number in range(len(images))),
        layers=tuple(layers),
        obstacles=tuple(sorted(obstacles, key=lambda one: -one.size)),
    )


def _names(layer: Layer) -> list[str]:
    """Returns what a layer holds that another image may hold as well."""
    if layer.origin == "base":
        return [layer.history or "base"]
    return [component.name for component in _held(layer)]


def _held(layer: Layer) -> Sequence[Component]:
    return layer.descriptor.components or (layer.descriptor.layer,)


def _share(
    number: int,
    images: Sequence[Image],
    layers: Sequence[SharedLayer],
    alone: Sequence[dict[str, Layer]],
) -> Share:
    elsewhere = {
        name
        for other, image in enumerate(images)
        if other != number
        for layer in image.layers
        if layer.origin in _SHARED_ORIGINS
        for name in _names(layer)
    }
    wasted = {id(layer): layer for name, layer in alone[number].items() if name in elsewhere}
    return Share(
        image=images[number],
        size=sum(layer.size for layer in images[number].layers),
        own=sum(one.layer.size for one in layers if one.images == (number,)),
        wasted=sum(layer.size for layer in wasted.values()),
    )


def _obstacles(
    pair: tuple[int, int], images: Sequence[Image], alone: Sequence[dict[str, Layer]], keys: Keys
) -> list[Obstacle]:
    first, second = pair
    layer_by_name = {name: layer for layer in images[first].layers for name in _names(layer)}
    found: dict[tuple[int, int], Obstacle] = {}
    for name, layer in alone[second].items():
        other = layer_by_name.get(name)
        if other is not None and keys.of(other) != keys.of(layer):
            found.setdefault((id(other), id(layer)), _obstacle(pair, name, other, layer))
    return list(found.values())


def _obstacle(pair: tuple[int, int], name: str, first: Layer, second: Layer) -> Obstacle:
    held = [[c for c in _held(layer) if c.name == name] for layer in (first, second)]
    versions = [component.version for one in held for component in one[:1]]
    parts = [component.part for one in held for component in one[:1]]
    if len(_held(first)) > 1 or len(_held(second)) > 1:
        packages = [{c.name for c in _held(layer)} for layer in (first, second)]
        differing = sorted(packages[0] ^ packages[1])
        more = ", …" if len(differing) > _SHOWN_NAMES else ""
        words = f"they differ in {', '.join(differing[:_SHOWN_NAMES])}{more}"
        reason = f"in {first.name} and {second.name}: {words if differing else 'other bytes'}"
    elif len(set(versions)) > 1:
        reason = f"{versions[0]} and {versions[1]}"
    elif len(set(parts)) > 1:
        reason = "split in one of them only"
    else:
        reason = "the same version, other bytes: layers diff tells which files"
    return Obstacle(images=pair, subject=name, reason=reason, size=second.size)
