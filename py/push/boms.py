"""Which image a bill of materials is of: the one that has all layers that it names."""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from images.image import Image
from images.layout import Layout
from registry.manifests import Manifest
from registry.referrers import Artifact

from push.errors import OrderError

_TYPES: Mapping[str, str] = {
    "bomFormat": "application/vnd.cyclonedx+json",
    "spdxVersion": "application/spdx+json",
}
"""By the field that only such a document has: https://www.iana.org/assignments/media-types/."""

_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_BUILD_AGAIN = "Build image and bill of materials again, from one binary."


def boms_of(layout: Layout, files: Sequence[Path]) -> list[tuple[Manifest, Artifact]]:
    """Returns what is to be attached, each with the image it is of.

    Args:
        layout: that is pushed.
        files: bills of materials: CycloneDX or SPDX, as JSON.

    Raises:
        OrderError: if one is none, or of no image of the layout.
    """
    attached = []
    for file in files:
        content = file.read_bytes()
        image = _image(layout, file, content)
        manifest = Manifest.of_blob(image.manifest, image.manifest_bytes)
        attached.append((manifest, _artifact(file, content)))
    return attached


def _artifact(file: Path, content: bytes) -> Artifact:
    value = json.loads(content)
    types = [kind for field, kind in _TYPES.items() if field in value]
    if not types:
        raise OrderError(
            f"{file}: expected a bill of materials with {' or '.join(_TYPES)}, "
            f"got one with {', '.join(sorted(value)[:10])}",
            fix="Make it with `layers sbom`.",
        )
    return Artifact(artifact_type=types[0], title=file.name, content=content)


def _image(layout: Layout, file: Path, content: bytes) -> Image:
    named = set(_DIGEST.findall(content.decode()))
    fitting = [one for one in layout.images if named <= {layer.digest for layer in one.layers}]
    if len(fitting) != 1:
        raise OrderError(
            f"{file}: expected one image with the {len(named)} layers that it names, "
            f"got {len(fitting)}",
            evidence=[f"{image.platform} {image.manifest.digest}" for image in layout.images],
            fix=_BUILD_AGAIN,
        )
    return fitting[0]
