"""One image of a layout: its manifest, config and layers.

Source: https://github.com/opencontainers/image-spec/blob/v1.1.0/manifest.md
"""

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from layers.oci import media_types
from layers.oci.platforms import Platform

from images.blobs import BUILD_AGAIN, Blob, blob_of, check_present, parse_object, read_verified
from images.errors import LayoutError


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Image:
    """An image for one platform. Manifest and config are verified, layers are not read."""

    manifest: Blob
    manifest_bytes: bytes
    """The manifest to the letter: its digest is the image's."""

    annotations: Mapping[str, str]
    """Of the manifest."""

    config: Blob
    """Its digest is what Docker calls the image's id."""

    config_json: Mapping[str, Any]
    platform: Platform
    layers: tuple[Blob, ...]
    """The lowest first, the base's included."""

    diff_ids: tuple[str, ...]
    """The digests of the layers without compression, as many."""

    @property
    def blobs(self) -> tuple[Blob, ...]:
        """Config and layers: what must be in a store before the manifest is."""
        return (self.config, *self.layers)

    def check_present(self) -> None:
        """Checks that every layer is there and as long as it must be; reads none.

        Raises:
            LayoutError: if some are not; lists all.
        """
        check_present(self.layers)


def read_image(manifest: Blob) -> Image:
    """Reads the manifest and the config of an image.

    Args:
        manifest: of a layout.

    Raises:
        LayoutError: if one of them is missing, not what its digest says, or no manifest or config.
    """
    layout, where = manifest.layout, f"manifest {manifest.digest}"
    content = read_verified(manifest)
    value = parse_object(layout, where, content)
    config = blob_of(layout, value.get("config"), f"{where} config", (media_types.CONFIG,))
    config_json = parse_object(layout, f"config {config.digest}", read_verified(config))
    layers = _layers(layout, where, value)
    return Image(
        manifest=manifest,
        manifest_bytes=content,
        annotations=value.get("annotations") or {},
        config=config,
        config_json=config_json,
        platform=Platform.of_json(config_json),
        layers=layers,
        diff_ids=_diff_ids(config, config_json, len(layers)),
    )


def _layers(layout: Path, where: str, manifest: Mapping[str, Any]) -> tuple[Blob, ...]:
    layers = manifest.get("layers")
    if not isinstance(layers, list):
        raise LayoutError(
            f"image {layout}: expected {where} to have a list of layers, got {layers!r}",
            fix=BUILD_AGAIN,
        )
    known = media_types.LAYERS
    return tuple(
        blob_of(layout, one, f"{where} layers[{i}]", known) for i, one in enumerate(layers)
    )


def _diff_ids(config: Blob, value: Mapping[str, Any], count: int) -> tuple[str, ...]:
    diff_ids = tuple((value.get("rootfs") or {}).get("diff_ids") or ())
    if len(diff_ids) != count:
        raise LayoutError(
            f"image {config.layout}: expected config {config.digest} to have one diff_id for each "
            f"of {count} layers, got {len(diff_ids)}",
            fix=BUILD_AGAIN,
        )
    return diff_ids
