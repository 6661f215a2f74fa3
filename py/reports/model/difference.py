"""What a change ships: two images, and what a puller of the first fetches for the second."""

import dataclasses

from reports.model.file_changes import FileChange, file_changes
from reports.model.image import Image, Layer
from reports.model.layer_changes import LayerChange, layer_changes
from reports.model.package_changes import PackageChange, package_changes


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """Two images and all that differs."""

    old: Image
    new: Image
    layers: tuple[LayerChange, ...]
    packages: tuple[PackageChange, ...]
    files: tuple[FileChange, ...]
    without_base: bool
    """Only one of the images tells of its base: no layer of a base was compared."""

    @property
    def fetched(self) -> int:
        """Bytes of layers that a puller of the old image fetches: each blob once."""
        size_by_digest = {
            change.layer.descriptor.digest or str(number): change.fetched
            for number, change in enumerate(self.layers)
        }
        return sum(size_by_digest.values())

    @property
    def total(self) -> int:
        """Bytes of the layers of the new image that were compared."""
        return sum(change.new.size for change in self.layers if change.new)

    def of_kind(self, *kinds: str) -> list[LayerChange]:
        """Returns the layers with one of some fates."""
        return [change for change in self.layers if change.kind in kinds]


def difference_of(old: Image, new: Image) -> Difference:
    """Compares two images.

    Raises:
        LayersError: if a layer that differs cannot be read.
    """
    has_base = any(not layer.component.origin for layer in (*old.layers, *new.layers))
    without_base = has_base and old.tells_base != new.tells_base
    layers = layer_changes(_compared(old, without_base), _compared(new, without_base))
    return Difference(
        old=old,
        new=new,
        layers=tuple(layers),
        packages=tuple(package_changes(layers)),
        files=tuple(file_changes(layers)),
        without_base=without_base,
    )


def _compared(image: Image, without_base: bool) -> list[Layer]:  # noqa: FBT001 - private
    return [layer for layer in image.layers if not (without_base and layer.is_base)]
