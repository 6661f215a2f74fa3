"""What the page tells of an image in words and figures: templates/ lays it out."""

import dataclasses
from collections.abc import Iterable, Sequence

from layers.human_size import human_size
from layers.printable import printable
from reports.model import Image
from reports.model.packages import packages_of

from page.shown import component_title, has_blobs
from page.twins import Twins, twins_of

_SHOWN = 200
"""Rows of a list that is rarely read to its end."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """One number that counts."""

    title: str
    value: str
    note: str


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Budget:
    """How many layers there are, and how many there may be."""

    used: int
    limit: int

    @property
    def headroom(self) -> int:
        """Layers that still fit."""
        return self.limit - self.used


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Shared:
    """One dest that several components hold, with the same bytes."""

    dest: str
    holders: tuple[str, ...]


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Replaced:
    """Runfiles that the layout replaces for one reason."""

    reason: str
    paths: tuple[str, ...]


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Overview:
    """All of it."""

    title: str
    binary: str
    place: str
    platform: str
    has_blobs: bool
    figures: tuple[Figure, ...]
    budget: Budget | None
    largest: str
    """Size of the largest layer."""

    shared: tuple[Shared, ...]
    twins: Twins
    replaced: tuple[Replaced, ...]


def overview_of(image: Image) -> Overview:
    """Returns what is told of an image.

    Raises:
        LayersError: if a layer cannot be read.
    """
    used = sum(not layer.is_base for layer in image.layers)
    return Overview(
        title=printable(image.title),
        binary=printable(image.binary),
        place=printable(image.place),
        platform=image.platform,
        has_blobs=has_blobs(image),
        figures=tuple(_figures(image)),
        budget=Budget(used=used, limit=image.budget) if image.budget else None,
        largest=_largest(image),
        shared=tuple(_shared(image)),
        twins=twins_of(image, _SHOWN),
        replaced=tuple(_replaced(image)),
    )


def _figures(image: Image) -> Iterable[Figure]:
    raw = sum(layer.contents.content_size for layer in image.layers)
    files = sum(len(layer.contents.entries) for layer in image.layers)
    if has_blobs(image):
        size = sum(layer.descriptor.size for layer in image.layers)
        yield Figure(title="to pull", value=human_size(size), note="compressed")
    yield Figure(title="unpacked", value=human_size(raw), note="bytes of the files")
    if not image.budget:
        value = f"{len(image.layers):,}"
        yield Figure(title="layers", value=value, note=f"largest {_largest(image)}")
    packages = len({package.name for package in packages_of(image)})
    yield Figure(title="packages", value=f"{packages:,}", note="from PyPI")
    yield Figure(title="files", value=f"{files:,}", note="and links")


def _largest(image: Image) -> str:
    sizes = [layer.descriptor.size or layer.contents.content_size for layer in image.layers]
    return human_size(max(sizes, default=0))


def _shared(image: Image) -> Sequence[Shared]:
    title_by_label = {
        component.label: component_title(component)
        for layer in image.layers
        for component in layer.contents.components
    }
    return [
        Shared(
            dest=printable(one.dest),
            holders=tuple(title_by_label.get(label, printable(label)) for label in one.layers),
        )
        for one in image.duplicates
    ]


def _replaced(image: Image) -> Iterable[Replaced]:
    paths_by_reason: dict[str, list[str]] = {}
    for one in image.replaced:
        paths_by_reason.setdefault(one.replaced, []).append(printable(one.path))
    for reason, paths in sorted(paths_by_reason.items()):
        yield Replaced(reason=printable(reason), paths=tuple(paths))
