"""What changed against a baseline, in words and figures: templates/changes.html.j2 lays it out."""

import dataclasses
from collections.abc import Sequence

from layers.human_size import human_size
from layers.printable import printable
from reports.model.difference import Difference
from reports.model.file_changes import FileChange
from reports.model.layer_changes import KINDS, LayerChange
from reports.model.package_changes import WORDS, PackageChange

from page.shown import has_blobs, layer_title

_SHOWN_FILES = 500


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One package, layer or file."""

    kind: str
    """What a mark stands for: one of `KINDS`."""

    what: str
    name: str
    detail: str
    size: str


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Changes:
    """All that differs."""

    old: str
    fetched: str
    """What who has the old image fetches for the new; of layers never built, their raw bytes."""

    total: str
    share: float
    """`fetched` of `total`, in percent."""

    compressed: bool
    counts: tuple[tuple[str, int], ...]
    """Layers of each kind of `KINDS`, of those there are."""

    packages: tuple[Change, ...]
    layers: tuple[Change, ...]
    files: tuple[Change, ...]
    file_count: int
    """Files that differ: `files` are the first of them."""
    without_base: bool


def changes_of(difference: Difference) -> Changes:
    """Returns what is told of a difference."""
    compressed = has_blobs(difference.new) and has_blobs(difference.old)
    fetched = (
        difference.fetched  # a blob that stands twice is fetched once
        if compressed
        else sum(_size(one, compressed=False) for one in difference.of_kind("changed", "added"))
    )
    total = sum(_size(change, compressed=compressed) for change in difference.layers if change.new)
    counts = ((kind, len(difference.of_kind(kind))) for kind in KINDS)
    return Changes(
        old=printable(difference.old.title),
        fetched=human_size(fetched),
        total=human_size(total),
        share=100 * fetched / total if total else 0,
        compressed=compressed,
        counts=tuple((kind, count) for kind, count in counts if count),
        packages=tuple(_package(change) for change in difference.packages),
        layers=tuple(
            _layer(change, compressed=compressed)
            for change in difference.layers
            if change.kind != "kept"
        ),
        files=tuple(map(_file, difference.files[:_SHOWN_FILES])),
        file_count=len(difference.files),
        without_base=difference.without_base,
    )


def _size(change: LayerChange, *, compressed: bool) -> int:
    layer = change.layer
    return layer.descriptor.size if compressed else layer.contents.content_size


def _package(change: PackageChange) -> Change:
    kind = change.kind if change.kind in KINDS else "changed"
    return Change(
        kind=kind,
        what=WORDS[change.kind],
        name=printable(change.name),
        detail=printable(change.versions),
        size=_package_size(change),
    )


def _package_size(change: PackageChange) -> str:
    sizes = [sum(p.content_size for p in packages) for packages in (change.old, change.new)]
    return _from_to([human_size(size) for size in sizes if size])


def _layer(change: LayerChange, *, compressed: bool) -> Change:
    names = [layer_title(layer) for layer in (change.old, change.new) if layer]
    positions = [
        f"#{position + 1}"
        for position in (change.old_position, change.new_position)
        if position is not None
    ]
    fetched = change.kind in ("changed", "added")
    return Change(
        kind=change.kind,
        what=change.kind,
        name=_from_to(names),
        detail=_from_to(positions),
        size=human_size(_size(change, compressed=compressed) if fetched else 0),
    )


def _file(change: FileChange) -> Change:
    sizes = [human_size(entry.size) for entry in (change.old, change.new) if entry]
    return Change(
        kind=change.kind,
        what=change.kind,
        name=printable(change.dest),
        detail=layer_title(change.layer),
        size=_from_to(sizes),
    )


def _from_to(words: Sequence[str]) -> str:
    return " → ".join(dict.fromkeys(words))
