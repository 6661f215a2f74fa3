"""The packages of an image: from PyPI, with the files of each and the layers that hold them."""

import dataclasses
import functools
from collections.abc import Iterable, Sequence

from layers.records import Component, ListingEntry

from reports.model.hiding import left_of
from reports.model.image import Contents, Image, Layer


@dataclasses.dataclass(frozen=True, kw_only=True)
class Package:
    """One package, in one layer or, where it is split, in several."""

    name: str
    version: str
    components: tuple[Component, ...]
    """Its parts, as the layers know them; at least one."""

    positions: tuple[int, ...]
    """Of its layers in the image, from 0."""

    entries: tuple[ListingEntry, ...]
    alone: bool
    """No layer of it holds anything else."""

    @property
    def title(self) -> str:
        """Name and version."""
        return f"{self.name} {self.version}".rstrip()

    @property
    def label(self) -> str:
        """The target that brings it; "" where there is none."""
        return self.components[0].label

    @functools.cached_property
    def content_size(self) -> int:
        """Bytes of its files, raw."""
        return sum(entry.size for entry in self.entries)

    @property
    def licenses(self) -> tuple[str, ...]:
        """What its metadata says of its licence, see the schema's `Component`."""
        return tuple(dict.fromkeys(text for one in self.components for text in one.licenses))


@functools.cache
def packages_of(image: Image) -> Sequence[Package]:
    """Returns the packages of an image, by name; reads all layers.

    Raises:
        LayersError: if a layer cannot be read.
    """
    return packages_in(enumerate(image.layers))


def packages_in(layers: Iterable[tuple[int, Layer]]) -> list[Package]:
    """Returns the packages of some layers, by name; none that another of them hides.

    Args:
        layers: with their positions in the image, the lowest first.

    Raises:
        LayersError: if a layer cannot be read.
    """
    found: dict[tuple[str, str, str], list[_Part]] = {}
    some = list(layers)
    left = left_of([layer for _, layer in some])
    for (position, layer), entries in zip(some, left, strict=True):
        for part in _parts(position, layer.contents, entries):
            component = part.component
            key = (component.name, component.version, component.label)
            found.setdefault(key, []).append(part)
    return [_package(found[key]) for key in sorted(found)]


@dataclasses.dataclass(frozen=True, slots=True)
class _Part:
    position: int
    component: Component
    entries: list[ListingEntry]
    alone: bool


def _parts(position: int, contents: Contents, entries: Sequence[ListingEntry]) -> list[_Part]:
    part_by_number = {
        number: _Part(position, component, [], alone=len(contents.components) == 1)
        for number, component in enumerate(contents.components)
        if component.origin == "pypi"
    }
    if part_by_number:
        for entry in entries:
            for number in {entry.component, *(copy.component for copy in entry.copies)}:
                if number in part_by_number:
                    part_by_number[number].entries.append(entry)
    is_whole = len(entries) == len(contents.entries)
    return [part for part in part_by_number.values() if part.entries or is_whole]


def _package(parts: list[_Part]) -> Package:
    return Package(
        name=parts[0].component.name,
        version=parts[0].component.version,
        components=tuple(part.component for part in parts),
        positions=tuple(dict.fromkeys(part.position for part in parts)),
        entries=tuple(entry for part in parts for entry in part.entries),
        alone=all(part.alone for part in parts),
    )
