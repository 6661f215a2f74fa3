"""What is known of the size of a layer, and at what cost."""

import dataclasses

from reports.model.image import Layer


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Measured:
    """Sizes of one layer; `None`: not known without a pull."""

    file_count: int | None = None
    content_size: int | None = None
    uncompressed_size: int | None = None


def measured(layer: Layer, *, pull: bool = False) -> Measured:
    """Returns what a layer measures.

    Args:
        layer: of any image.
        pull: also if it has to be read from a registry.

    Raises:
        LayersError: if it must be read, and cannot.
    """
    said = layer.descriptor
    if said.uncompressed_size or said.file_count:
        return Measured(
            file_count=said.file_count,
            content_size=said.content_size,
            uncompressed_size=said.uncompressed_size or None,
        )
    if not (layer.is_local or pull):
        return Measured()
    contents = layer.contents
    return Measured(
        file_count=len(contents.entries),
        content_size=contents.content_size,
        uncompressed_size=contents.uncompressed_size,
    )
