"""Which layers of an OCI layout stand below the ones of a report.

Source: https://github.com/opencontainers/image-spec/blob/v1.1.0/image-layout.md
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from layers.errors import ImageError


def base_of(image: str, digests: Sequence[str]) -> list[int]:
    """Returns the layers of the base.

    Args:
        image: an OCI layout directory of one image, or of one per platform.
        digests: of the layers of ours, in order.

    Returns:
        Their compressed sizes in bytes, in order; empty if there is no base.

    Raises:
        ImageError: if the directory is not a layout, or no image in it ends with the layers.
    """
    directory = Path(image)
    try:
        index = json.loads((directory / "index.json").read_bytes())
        manifests = list(_manifests(directory, index))
    except (OSError, ValueError, KeyError) as error:
        raise ImageError(
            f"{image}: expected an OCI layout directory, got one that cannot be read",
            evidence=[repr(error)],
            fix="Name the directory that `py_image` makes: it holds oci-layout and index.json.",
        ) from None
    for manifest in manifests:
        layers = manifest["layers"]
        below = len(layers) - len(digests)
        if below >= 0 and [layer["digest"] for layer in layers[below:]] == list(digests):
            return [layer["size"] for layer in layers[:below]]
    raise ImageError(
        f"{image}: expected an image that ends with the {len(digests)} layers of the report, "
        f"got {len(manifests)} that do not",
        fix="Build image and report again, from one binary and for one platform.",
    )


def _manifests(directory: Path, index: Any) -> Iterator[Any]:
    for descriptor in index["manifests"]:
        blob = directory / "blobs" / descriptor["digest"].replace(":", "/")
        value = json.loads(blob.read_bytes())
        if "manifests" in value:
            yield from _manifests(directory, value)
        else:
            yield value
