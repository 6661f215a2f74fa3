"""`layers index`: one OCI layout of an app's images for several platforms, each as it was made.

It reads what the image writer says of each image, and neither layouts nor layers.
"""

from __future__ import annotations

import json
import os

from layers.arguments import Command, Option, parse
from layers.errors import ImageError
from layers.oci import media_types
from layers.oci.documents import descriptor_of, index_text
from layers.oci.layout import Layout, write_layout
from layers.oci.platforms import Platform
from layers.oci.settings import check_index_settings
from layers.oci.stamping import STATUS_OPTIONS, read_status, stamped_index
from layers.plans import read_record
from layers.records import IndexRequest, WrittenImage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_COPY = "--copy"

_COMMAND = Command(
    name="index",
    summary=f"writes an OCI image index; with {_COPY} of files, without of links to the layers",
    options=(
        Option(name="--request", meaning="JSON: IndexRequest, the images and the settings"),
        *STATUS_OPTIONS,
        Option(name="--out", meaning="directory to make"),
    ),
)


def run(argv: Sequence[str]) -> None:
    """Writes the index.

    Args:
        argv: the arguments of the command.

    Raises:
        LayersError: if the settings, the images or the disk do not allow it.
    """
    options = parse(_COMMAND, [argument for argument in argv if argument != _COPY])
    request = stamped_index(read_record(IndexRequest, options["request"]), read_status(options))
    check_index_settings(request)
    images = _by_platform([read_record(WrittenImage, src) for src in request.images], request.label)
    index = index_text(images, request.annotations)
    layout = Layout(
        root=descriptor_of(media_types.INDEX, index),
        documents=(*(text for one in images for text in (one.config, one.manifest)), index),
        layers=tuple(layer for image in images for layer in image.layers),
        ref_name=request.ref_name,
    )
    write_layout(os.path.normpath(options["out"]), layout, copy=_COPY in argv)


def _by_platform(images: Sequence[WrittenImage], label: str) -> list[WrittenImage]:
    """Returns the images in the order of their platforms, whatever order they are asked for in."""
    platforms = [Platform.of_json(json.loads(image.config)) for image in images]
    alike = [one for one in platforms if sum(other.runs(one) for other in platforms) > 1]
    if alike:
        raise ImageError(
            f"index {label}: expected one image for a platform, got {len(alike)} that run on "
            f"{alike[0]}",
            evidence=[
                f"{platform} {descriptor_of(media_types.MANIFEST, image.manifest)['digest']}"
                for platform, image in zip(platforms, images, strict=True)
                if platform in alike
            ],
            fix=f"Name platforms in `platforms` of {label} that differ in system or architecture.",
        )
    by_name = sorted(zip(map(str, platforms), range(len(images)), strict=True))
    return [images[position] for _, position in by_name]
