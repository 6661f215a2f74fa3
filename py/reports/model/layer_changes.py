"""What becomes of the layers of one image in another: kept, moved, changed, added, removed.

Runtimes key an unpacked layer by all layers below it: a layer whose bytes are there but which
stands on others is unpacked again, though it is not fetched.

Source: https://github.com/opencontainers/image-spec/blob/v1.1.0/config.md#layer-chainid
"""

import dataclasses
from collections.abc import Mapping, Sequence

from reports.model.image import Layer
from reports.model.keys import Keys

KINDS = ("kept", "moved", "changed", "added", "removed")
"""In the order of what they cost."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class LayerChange:
    """One layer of either image."""

    kind: str
    """One of `KINDS`."""

    old: Layer | None = None
    new: Layer | None = None
    old_position: int | None = None
    new_position: int | None = None

    @property
    def has_other_bytes(self) -> bool:
        """Whether one of the images has not this layer."""
        return self.kind in ("changed", "added", "removed")

    @property
    def fetched(self) -> int:
        """Bytes that a puller of the old image has to fetch."""
        return self.new.size if self.new and self.kind in ("changed", "added") else 0

    @property
    def layer(self) -> Layer:
        """The new one, or the old where there is no new."""
        layer = self.new or self.old
        if layer is None:
            raise TypeError("a change without a layer")
        return layer


def layer_changes(old: Sequence[Layer], new: Sequence[Layer]) -> list[LayerChange]:
    """Returns the layers of the new image in order, and then those that are only in the old.

    Args:
        old: the lowest first.
        new: the lowest first.
    """
    keys = Keys([*old, *new])
    old_keys, new_keys = ([keys.of(layer) for layer in layers] for layers in (old, new))
    position_by_key = {key: position for position, key in reversed([*enumerate(old_keys)])}
    gone = [position for position, key in enumerate(old_keys) if key not in new_keys]
    position_by_identity = {old[n].identity: n for n in reversed(gone)}
    changes = []
    for position, layer in enumerate(new):
        before = position_by_key.get(new_keys[position])
        if before is not None:
            same = old_keys[: before + 1] == new_keys[: position + 1]
            kind = "kept" if same else "moved"
        else:
            before = position_by_identity.pop(layer.identity, None)
            kind = "added" if before is None else "changed"
        changes.append(
            LayerChange(
                kind=kind,
                old=None if before is None else old[before],
                new=layer,
                old_position=before,
                new_position=position,
            )
        )
    replaced = {change.old_position for change in changes}
    return [
        *changes,
        *(
            LayerChange(kind="removed", old=old[n], old_position=n)
            for n in gone
            if n not in replaced
        ),
    ]


Side = Sequence[tuple[int, Layer]]
"""Layers of one image with their positions, the lowest first."""


def compared(changes: Sequence[LayerChange]) -> tuple[Side, Side]:
    """Returns the layers of both images in which files and packages can differ.

    Args:
        changes: of both images; of those kept and moved, none is read.

    Returns:
        Those that only one image has; all, where one of these hides files of those below it.

    Raises:
        LayersError: if a layer cannot be read.
    """
    touched = [change for change in changes if change.has_other_bytes]
    read = [layer for change in touched for layer in (change.old, change.new) if layer]
    told = changes if any(layer.contents.removed for layer in read) else touched
    old = {c.old_position: c.old for c in told}
    new = {c.new_position: c.new for c in told}
    return _side(old), _side(new)


def _side(layers: Mapping[int | None, Layer | None]) -> Side:
    return sorted((n, layer) for n, layer in layers.items() if n is not None and layer is not None)
