"""Reads an OCI image layout.

https://github.com/opencontainers/image-spec/blob/v1.1.0/image-layout.md
"""

import dataclasses
import hashlib
import json
import platform
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from e2e.containers.errors import ContainerError

_GO_ARCHITECTURES = {"aarch64": "arm64", "x86_64": "amd64"}

Json = Mapping[str, Any]


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Layer:
    """One blob of files."""

    src: Path
    compression: str
    """"" | "gzip" | "zstd"."""
    diff_id: str
    """Digest of the uncompressed tar."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Image:
    """What a runtime needs to know."""

    layers: Sequence[Layer]
    command: Sequence[str]
    """Entrypoint and Cmd."""
    env: Sequence[str]
    """NAME=VALUE, in the image's order."""
    cwd: str


def read_image(layout: Path, machine: str = "") -> Image:
    """Returns the image for a machine.

    Args:
        layout: the directory with `oci-layout` and `index.json`; blobs may be links.
        machine: as `platform.machine()` says there; empty: this machine.

    Raises:
        ContainerError: a blob is not what its digest says, or no image is for this machine.
    """
    index = json.loads((layout / "index.json").read_bytes())
    manifest = _manifest(layout, index, machine or platform.machine())
    config = _read_json(layout, manifest["config"])
    diff_ids = config["rootfs"]["diff_ids"]
    pairs = zip(manifest["layers"], diff_ids, strict=True)
    run = config.get("config", {})
    return Image(
        layers=[_layer(layout, descriptor, diff_id) for descriptor, diff_id in pairs],
        command=[*(run.get("Entrypoint") or []), *(run.get("Cmd") or [])],
        env=run.get("Env") or [],
        cwd=run.get("WorkingDir") or "/",
    )


def _manifest(layout: Path, index: Json, machine: str) -> Json:
    """Returns the one manifest for a machine, through nested indexes."""
    descriptors = index["manifests"]
    if len(descriptors) > 1:
        wanted = _GO_ARCHITECTURES.get(machine, machine)
        descriptors = [each for each in descriptors if _architecture(each) == wanted]
    if len(descriptors) != 1:
        raise ContainerError(
            f"the index must have one image for {machine!r}, got {len(descriptors)}",
            evidence=[repr(_architecture(each)) for each in index["manifests"]],
        )
    document = _read_json(layout, descriptors[0])
    return _manifest(layout, document, machine) if "manifests" in document else document


def _architecture(descriptor: Json) -> str:
    architecture: str = descriptor.get("platform", {}).get("architecture", "")
    return architecture


def _layer(layout: Path, descriptor: Json, diff_id: str) -> Layer:
    _, _, compression = descriptor["mediaType"].partition("tar+")
    return Layer(src=_checked(layout, descriptor), compression=compression, diff_id=diff_id)


def _read_json(layout: Path, descriptor: Json) -> Json:
    document: Json = json.loads(_checked(layout, descriptor).read_bytes())
    return document


def _checked(layout: Path, descriptor: Json) -> Path:
    """Returns a blob that has the size and the digest it should have."""
    algorithm, _, digest = descriptor["digest"].partition(":")
    blob = layout.joinpath("blobs", algorithm, digest)
    with blob.open("rb") as file:
        found = hashlib.file_digest(file, algorithm).hexdigest()
        size = file.tell()
    if (found, size) != (digest, descriptor["size"]):
        raise ContainerError(
            f"a blob must be what its descriptor says, got {found!r} of {size} bytes",
            evidence=[f"{key}: {descriptor[key]!r}" for key in ("mediaType", "digest", "size")],
        )
    return blob
