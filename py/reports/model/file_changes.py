"""Which files a later image adds, removes and changes."""

import dataclasses
from collections.abc import Sequence

from layers.records import ListingEntry

from reports.model.hiding import held_by
from reports.model.image import Layer
from reports.model.layer_changes import LayerChange, compared


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class FileChange:
    """One file or link."""

    kind: str
    """"added", "removed" or "changed"."""

    dest: str
    old: ListingEntry | None
    new: ListingEntry | None
    layer: Layer
    """That holds it: of the new image, or of the old where it is removed."""


def file_changes(layers: Sequence[LayerChange]) -> list[FileChange]:
    """Returns what differs, by dest.

    Args:
        layers: of both images; of those kept and moved, none is read unless another hides files.

    Raises:
        LayersError: if a layer cannot be read.
    """
    old, new = (held_by(layer for _, layer in side) for side in compared(layers))
    changes = []
    for dest in sorted(old.keys() | new.keys()):
        old_entry, old_layer = old.get(dest, (None, None))
        new_entry, new_layer = new.get(dest, (None, None))
        layer = new_layer or old_layer
        if layer is None or (old_entry and new_entry and _same(old_entry, new_entry)):
            continue
        kind = "removed" if new_entry is None else "changed" if old_entry else "added"
        changes.append(FileChange(kind=kind, dest=dest, old=old_entry, new=new_entry, layer=layer))
    return changes


def _same(old: ListingEntry, new: ListingEntry) -> bool:
    fields = ("type", "mode", "size", "sha256", "target")
    return all(getattr(old, field) == getattr(new, field) for field in fields)
