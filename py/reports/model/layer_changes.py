"""What becomes of the layers of one image in another: kept, moved, changed, added, removed.

Runtimes key an unpacked layer by all layers below it: a layer whose bytes are there but which
stands on others is unpacked again, though it is not fetched.

Source: https://github.com/opencontainers/image-spec/blob/v1.1.0/config.md#layer-chainid
"""

import dataclasses
import functools
import hashlib
from collections.abc import Sequence

from reports.model.image import Layer

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
    def fetched(self) -> int:
        """Bytes that a puller of the old image has to fetch."""
        return self.new.descriptor.size if self.new and self.kind in ("changed", "added") else 0

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
    position_by_key: dict[str, int] = {}
    for position, layer in enumerate(old):
        position_by_key.setdefault(key_of(layer), position)
    gone = [n for n, layer in enumerate(old) if key_of(layer) not in set(map(key_of, new))]
    position_by_identity = {old[n].identity: n for n in reversed(gone)}
    changes = []
    for position, layer in enumerate(new):
        before = position_by_key.get(key_of(layer))
        if before is not None:
            kind = "kept" if _chain(old, before) == _chain(new, position) else "moved"
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


@functools.cache
def key_of(layer: Layer) -> str:
    """Returns what two layers have in common if they are the same: the digest.

    A report made without building the layers has none: then a hash of what is known of the files.
    """
    if layer.descriptor.digest:
        return layer.descriptor.digest
    text = repr(
        [(e.dest, e.type, e.mode, e.size, e.sha256, e.target) for e in layer.contents.entries]
    )
    return hashlib.sha256(text.encode()).hexdigest()


def _chain(layers: Sequence[Layer], position: int) -> list[str]:
    return [layer.descriptor.diff_id or key_of(layer) for layer in layers[: position + 1]]
