"""Which files a later image adds, removes and changes."""

import dataclasses
from collections.abc import Iterable, Sequence

from layers.records import ListingEntry

from reports.model.image import Contents, Layer
from reports.model.layer_changes import LayerChange


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


Held = dict[str, tuple[ListingEntry, Layer]]
"""What is at a dest, and the layer that puts it there."""


def file_changes(layers: Sequence[LayerChange]) -> list[FileChange]:
    """Returns what differs, by dest.

    Args:
        layers: of both images; of those kept and moved, none is read unless another hides files.

    Raises:
        LayersError: if a layer cannot be read.
    """
    told = _told(layers)
    before = {
        change.old_position: change.old
        for change in told
        if change.old is not None and change.old_position is not None
    }
    old = held_by(layer for _, layer in sorted(before.items(), key=lambda item: item[0]))
    new = held_by(change.new for change in told if change.new is not None)
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


def _told(layers: Sequence[LayerChange]) -> Sequence[LayerChange]:
    """Returns the layers whose files can differ; all, where one hides files of those below it."""
    touched = [change for change in layers if change.kind in ("changed", "added", "removed")]
    read = [layer for change in touched for layer in (change.old, change.new) if layer]
    return layers if any(layer.contents.removed for layer in read) else touched


def held_by(layers: Iterable[Layer]) -> Held:
    """Returns what is at each dest once layers are unpacked in order, directories apart."""
    held: Held = {}
    for layer in layers:
        contents = layer.contents
        _hide(held, contents)
        held |= {entry.dest: (entry, layer) for entry in contents.entries}
    return held


def _hide(held: Held, contents: Contents) -> None:
    """Takes out what whiteouts of a layer hide of those below it."""
    for hidden in contents.removed:
        for dest in [d for d in held if d == hidden or d.startswith(f"{hidden}/")]:
            del held[dest]


def _same(old: ListingEntry, new: ListingEntry) -> bool:
    fields = ("type", "mode", "size", "sha256", "target")
    return all(getattr(old, field) == getattr(new, field) for field in fields)
