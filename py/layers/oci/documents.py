"""The small blobs of an image: manifest, config and index, as text that has one digest.

Sources: https://github.com/opencontainers/image-spec/blob/v1.1.0/manifest.md and
https://github.com/opencontainers/image-spec/blob/v1.1.0/image-index.md
"""

from __future__ import annotations

import hashlib
import json

from layers.oci import media_types

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from layers.records import WrittenImage

REF_NAME = "org.opencontainers.image.ref.name"

_PLATFORM = ("os", "architecture", "variant")


def encoded(value: Mapping[str, Any]) -> str:
    """Returns JSON in the one form that has the one digest."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def descriptor_of(media_type: str, document: str) -> dict[str, Any]:
    """Returns what refers to a document: its type, digest and size."""
    content = document.encode()
    digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
    return {"mediaType": media_type, "digest": digest, "size": len(content)}


def manifest_text(
    config: str, layers: Sequence[Mapping[str, Any]], annotations: Mapping[str, str]
) -> str:
    """Returns the manifest of an image.

    Args:
        config: the document.
        layers: their descriptors, in order.
        annotations: of the manifest.
    """
    manifest: dict[str, Any] = {
        "schemaVersion": 2,
        "mediaType": media_types.MANIFEST,
        "config": descriptor_of(media_types.CONFIG, config),
        "layers": layers,
    }
    return encoded(manifest | ({"annotations": dict(annotations)} if annotations else {}))


def index_text(images: Sequence[WrittenImage], annotations: Mapping[str, str]) -> str:
    """Returns the index of several images; it lists their manifests themselves.

    Args:
        images: in the order in which they stand.
        annotations: of the index.
    """
    index: dict[str, Any] = {
        "schemaVersion": 2,
        "mediaType": media_types.INDEX,
        "manifests": [image_descriptor(image) for image in images],
    }
    return encoded(index | ({"annotations": dict(annotations)} if annotations else {}))


def image_descriptor(image: WrittenImage) -> dict[str, Any]:
    """Returns what refers to an image: its manifest, and the platform that its config says."""
    config = json.loads(image.config)
    platform = {name: config[name] for name in _PLATFORM if name in config}
    return descriptor_of(media_types.MANIFEST, image.manifest) | {"platform": platform}
