"""Layers with their names and sizes, as their descriptors say them."""

from __future__ import annotations

from layers.plans import read_record
from layers.record import Record
from layers.records import Descriptor

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from layers.records import PlannedLayer


class Measured(Record):
    """One layer."""

    origin: str

    name: str
    """Of its package or its bucket; the label where there is no other."""

    label: str
    listing: str

    size: int
    """Bytes of the layer, compressed as it is."""

    content_size: int
    """Bytes of its files."""

    file_count: int


def measure(layers: Iterable[PlannedLayer]) -> tuple[Measured, ...]:
    """Reads descriptors, in the order of the layers.

    Raises:
        SchemaError: if a file is none.
    """
    return tuple(_measured(layer) for layer in layers)


def layers_named(
    name: str, layers: Sequence[Measured], packages: Sequence[Measured]
) -> tuple[Measured, ...]:
    """Returns what a name stands for.

    Args:
        name: an origin: all its layers; else a package: its layers, also where it shares one with
            others; else a layer.
        layers: of the image.
        packages: of the image, each in layers of its own.
    """
    origin = tuple(one for one in layers if one.origin == name)
    package = tuple(one for one in packages if name in (one.name, one.label))
    return origin or package or tuple(one for one in layers if name in (one.name, one.label))


def _measured(layer: PlannedLayer) -> Measured:
    descriptor = read_record(Descriptor, layer.descriptor)
    component = descriptor.layer
    return Measured(
        origin=component.origin,
        name=component.name or component.label,
        label=component.label,
        listing=layer.listing,
        size=descriptor.size,
        content_size=descriptor.content_size,
        file_count=descriptor.file_count,
    )
