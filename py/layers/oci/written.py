"""What an image consists of: its two documents, and where its layers are."""

from __future__ import annotations

from layers.oci.blobs import blob_dest
from layers.oci.config import image_config, named
from layers.oci.documents import encoded, manifest_text
from layers.records import SCHEMA_VERSION, Blob, WrittenImage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.oci.base import Base
    from layers.records import Descriptor, ImageRequest, Plan

ANNOTATION = "dev.rules_py_layers."
"""How the names of annotations begin that tell of a layer: origin, name, version, label."""


def written_image(
    request: ImageRequest, plan: Plan, descriptors: Sequence[Descriptor], base: Base | None
) -> WrittenImage:
    """Returns an image, ready to be written.

    Args:
        request: the settings; checked.
        plan: the layers of ours, in order.
        descriptors: what these layers say of themselves, in the same order.
        base: what stands below them, or `None`.
    """
    below = base.layers if base else ()
    config = encoded(image_config(request, descriptors, base))
    ours = zip(descriptors, plan.layers, strict=True)
    return WrittenImage(
        schema_version=SCHEMA_VERSION,
        label=request.label,
        manifest=manifest_text(config, [*below, *map(_oci, descriptors)], request.annotations),
        config=config,
        layers=(
            *(_base_blobs(base) if base else ()),
            *(Blob(digest=said.digest, src=planned.tar) for said, planned in ours),
        ),
    )


def _base_blobs(base: Base) -> list[Blob]:
    return [
        Blob(digest=layer["digest"], src=f"{base.directory}/{blob_dest(layer['digest'])}")
        for layer in base.layers
    ]


def _oci(descriptor: Descriptor) -> dict[str, object]:
    """Returns what the manifest says of a layer of ours."""
    layer = named(descriptor)
    said = {"origin": layer.origin, "name": layer.name, "version": layer.version}
    said["label"] = layer.label
    return {
        "mediaType": descriptor.media_type,
        "digest": descriptor.digest,
        "size": descriptor.size,
        "annotations": {f"{ANNOTATION}{k}": v for k, v in said.items() if v},
    }
