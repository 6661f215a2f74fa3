"""Which of a base's images fits a platform.

Source: https://github.com/opencontainers/image-spec/blob/v1.1.0/image-index.md#platform-variants
"""

from __future__ import annotations

from layers.errors import BaseError
from layers.oci.blobs import read_blob, read_manifest
from layers.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from typing import Any, Self

    from layers.records import ImageRequest

_DEFAULT_VARIANTS = {"amd64": "v1", "arm64": "v8", "arm": "v7"}
OF_NO_IMAGE = ("", "unknown")
"""The system of what is no image: an artifact says none, an attestation an unknown one."""


class Platform(Record):
    """A system and a machine, in the words of Go."""

    os: str
    architecture: str
    variant: str = ""

    @classmethod
    def of_request(cls, request: ImageRequest) -> Self:
        """Returns the platform of an image that is to be made."""
        return cls(os=request.os, architecture=request.architecture, variant=request.variant)

    @classmethod
    def of_json(cls, value: dict[str, Any]) -> Self:
        """Returns the platform that a config or a descriptor says."""
        return cls(
            os=value.get("os") or "",
            architecture=value.get("architecture") or "",
            variant=value.get("variant") or "",
        )

    def __str__(self) -> str:
        """Writes "linux/arm64/v8"."""
        return "/".join(part for part in (self.os, self.architecture, self.variant) if part)

    def runs(self, other: Self) -> bool:
        """Tells whether an image for `other` is one for this platform.

        A variant that is not said is the default one of the architecture.
        """
        default = _DEFAULT_VARIANTS.get(self.architecture, "")
        return (self.os, self.architecture, self.variant or default) == (
            other.os,
            other.architecture,
            other.variant or default,
        )


def choose(
    directory: Path, wanted: Platform, manifests: Iterable[dict[str, Any]], label: str
) -> dict[str, Any]:
    """Returns the descriptor of the one manifest for a platform.

    Args:
        directory: the layout.
        wanted: what the image is to run on.
        manifests: descriptors; one without a platform says it in its config.
        label: the target that wants it.

    Raises:
        BaseError: if there is none, or more than one; lists the platforms there are.
    """
    platform_by_digest = {}
    descriptor_by_digest = {}
    for descriptor in manifests:
        platform = _platform(directory, descriptor)
        if platform.os not in OF_NO_IMAGE:
            platform_by_digest[descriptor["digest"]] = platform
            descriptor_by_digest[descriptor["digest"]] = descriptor
    fitting = [d for d, platform in platform_by_digest.items() if wanted.runs(platform)]
    if len(fitting) == 1:
        return descriptor_by_digest[fitting[0]]
    there = [f"{platform} {digest}" for digest, platform in platform_by_digest.items()]
    if fitting:
        raise BaseError(
            f"base {directory}: expected one image for {wanted}, got {len(fitting)}",
            evidence=there,
            fix=f"Name a base in {label} that holds one image per platform.",
        )
    raise BaseError(
        f"base {directory}: expected an image for {wanted}, got images for "
        f"{', '.join(sorted({str(p) for p in platform_by_digest.values()})) or 'no platform'}",
        evidence=there,
        fix=f"Change `base` of {label} to an image for {wanted}, or `os`, `architecture` and "
        "`variant` to a platform that the base has.",
    )


def _platform(directory: Path, descriptor: dict[str, Any]) -> Platform:
    if descriptor.get("platform"):
        return Platform.of_json(descriptor["platform"])
    manifest = read_manifest(directory, descriptor)
    return Platform.of_json(read_blob(directory, manifest["config"], "the config"))
