"""Writes an OCI image layout of one layer.

https://github.com/opencontainers/image-spec/blob/v1.1.0/image-layout.md

The layer is not compressed: its bytes then depend on no compressor, and its digest is its diff_id.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

_MEDIA_TYPE = "application/vnd.oci.image"
_EPOCH = "1970-01-01T00:00:00Z"


def write_layout(
    dest: Path, *, layer: bytes, architecture: str, config: Mapping[str, object]
) -> None:
    """Writes the directory.

    Args:
        dest: the directory, which must not exist.
        layer: an uncompressed tar.
        architecture: Go's name of it.
        config: the `config` object of the image configuration.
    """
    blobs = dest / "blobs" / "sha256"
    blobs.mkdir(parents=True)
    layer_descriptor = _blob(blobs, f"{_MEDIA_TYPE}.layer.v1.tar", layer)
    image = {
        "architecture": architecture,
        "config": config,
        "created": _EPOCH,
        "history": [{"created": _EPOCH, "created_by": "debian_base"}],
        "os": "linux",
        "rootfs": {"diff_ids": [layer_descriptor["digest"]], "type": "layers"},
    }
    manifest = {
        "config": _blob(blobs, f"{_MEDIA_TYPE}.config.v1+json", _json(image)),
        "layers": [layer_descriptor],
        "mediaType": f"{_MEDIA_TYPE}.manifest.v1+json",
        "schemaVersion": 2,
    }
    descriptor = _blob(blobs, f"{_MEDIA_TYPE}.manifest.v1+json", _json(manifest))
    platform = {"architecture": architecture, "os": "linux"}
    index = {
        "manifests": [{**descriptor, "platform": platform}],
        "mediaType": f"{_MEDIA_TYPE}.index.v1+json",
        "schemaVersion": 2,
    }
    (dest / "index.json").write_bytes(_json(index))
    (dest / "oci-layout").write_bytes(_json({"imageLayoutVersion": "1.0.0"}))


def _blob(blobs: Path, media_type: str, data: bytes) -> dict[str, object]:
    """Writes a blob; returns its descriptor."""
    digest = hashlib.sha256(data).hexdigest()
    (blobs / digest).write_bytes(data)
    return {"digest": f"sha256:{digest}", "mediaType": media_type, "size": len(data)}


def _json(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()
