"""Which image of a base OCI layout stands below the layers, and what it says.

Source: https://github.com/opencontainers/image-spec/blob/v1.1.0/image-layout.md
"""

from __future__ import annotations

from layers.errors import BaseError
from layers.oci import media_types
from layers.oci.blobs import (
    blob_dest,
    checked_digest,
    parse_object,
    place_of,
    read_blob,
    read_manifest,
)
from layers.oci.platforms import Platform, choose
from layers.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Any

    from layers.records import ImageRequest

_CONVERT = "Convert it with `skopeo copy docker://… oci:<directory>` and name the directory."


class Base(Record):
    """One image of a base layout."""

    directory: Path
    """The layout, as given."""

    layers: tuple[dict[str, Any], ...]
    """The descriptors of its layers, as in its manifest, in order."""

    config: dict[str, Any]
    """Its config, as it is."""

    diff_ids: tuple[str, ...]
    """As many as there are layers."""


def read_base(directory: Path, request: ImageRequest) -> Base:
    """Reads the image of a layout that fits a request.

    Args:
        directory: an OCI layout; its files may be links.
        request: names the platform.

    Returns:
        The image. Its layers exist; only its manifest and config were read.

    Raises:
        BaseError: if it is not an OCI layout, holds no image or two for the platform, or a blob
            is missing or not what its digest says.
    """
    index = read_index(directory)
    wanted = Platform.of_request(request)
    manifests = tuple(_manifests(directory, index, "index.json"))
    descriptor = choose(directory, wanted, manifests, request.label)
    manifest = read_manifest(directory, descriptor)
    _check_type(directory, "the manifest's config", manifest["config"], (media_types.CONFIG,))
    config = read_blob(directory, manifest["config"], "the config")
    layers = tuple(manifest["layers"])
    for position, layer in enumerate(layers):
        _check_type(directory, f"layer {position}", layer, media_types.LAYERS)
        checked_digest(directory, layer, f"layer {position}")
    _check_present(directory, layers)
    diff_ids = tuple((config.get("rootfs") or {}).get("diff_ids") or ())
    if len(diff_ids) != len(layers):
        raise BaseError(
            f"base {directory}: expected one diff_id per layer, "
            f"got {len(diff_ids)} for {len(layers)} layers",
            fix="Pull the base image again: its config does not belong to its manifest.",
        )
    return Base(directory=directory, layers=layers, config=config, diff_ids=diff_ids)


def read_index(directory: Path) -> dict[str, Any]:
    """Reads index.json, once it is sure that the directory is a layout of version 1."""
    missing = [
        n for n in ("oci-layout", "index.json", "blobs") if not place_of(directory, n).exists()
    ]
    if missing:
        place = place_of(directory, ".")
        there = sorted(p.name for p in place.iterdir()) if place.is_dir() else []
        raise BaseError(
            f"base {directory}: expected an OCI layout directory, got one without "
            f"{', '.join(missing)}",
            evidence=[f"there is: {', '.join(there[:10]) or 'nothing'}"],
            fix="Name the directory that holds oci-layout, index.json and blobs. " + _CONVERT,
        )
    version = _json(directory, "oci-layout").get("imageLayoutVersion")
    if version != "1.0.0":
        raise BaseError(
            f"base {directory}: expected imageLayoutVersion '1.0.0' in oci-layout, got {version!r}",
            fix=_CONVERT,
        )
    return _json(directory, "index.json")


def _json(directory: Path, name: str) -> dict[str, Any]:
    return parse_object(directory, name, place_of(directory, name).read_bytes())


def _manifests(directory: Path, index: dict[str, Any], where: str) -> Iterator[dict[str, Any]]:
    """Yields the descriptors of all image manifests that an index leads to."""
    known = (media_types.MANIFEST, media_types.INDEX)
    for descriptor in index.get("manifests", ()):
        _check_type(directory, f"an entry of {where}", descriptor, known)
        if descriptor["mediaType"] == media_types.MANIFEST:
            yield descriptor
        else:
            nested = read_blob(directory, descriptor, "an index")
            yield from _manifests(directory, nested, descriptor["digest"])


def _check_type(
    directory: Path, subject: str, descriptor: dict[str, Any], known: tuple[str, ...]
) -> None:
    media_type = descriptor.get("mediaType", "")
    if media_type in known:
        return
    docker = media_types.is_docker(media_type)
    raise BaseError(
        f"base {directory}: expected {subject} to be one of the OCI media types, "
        f"got {media_type!r}",
        evidence=known,
        fix=f"This is Docker's own format. {_CONVERT}" if docker else _CONVERT,
    )


def _check_present(directory: Path, layers: tuple[dict[str, Any], ...]) -> None:
    missing = [
        f"{layer['digest']} ({layer.get('size', 0)} bytes)"
        for layer in layers
        if not place_of(directory, blob_dest(layer["digest"])).exists()
    ]
    if missing:
        raise BaseError(
            f"base {directory}: expected all {len(layers)} layers in blobs, got "
            f"{len(layers) - len(missing)}",
            evidence=missing,
            fix="Pull the base image again, whole.",
        )
