"""`layers image`: an OCI image layout, made from what the layers say about themselves."""

from __future__ import annotations

import os
from pathlib import Path

from layers.arguments import Command, Option, parse
from layers.errors import ImageError, SchemaError
from layers.oci import media_types
from layers.oci.base import Base, read_base
from layers.oci.documents import image_descriptor
from layers.oci.layout import Layout, write_layout
from layers.oci.settings import check_settings
from layers.oci.stamping import STATUS_OPTIONS, read_status, stamped
from layers.oci.written import written_image
from layers.outputs import whole_files
from layers.plans import read_descriptors, read_record
from layers.records import Descriptor, ImageRequest, Plan, encode
from layers.references import is_digest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_LAYERS = 127
"""Layers of one image that a graph driver stacks, the base's among them.

Docker's own store, where it is not containerd's, stops at 125, two below, for the layers of the
container: https://github.com/moby/moby/blob/v27.0.0/layer/layer_store.go (`maxLayerDepth`).
"""

_BUILD_AGAIN = "Build the layer and this tool from one version of rules_py_layers."

_COPY = "--copy"

_COMMAND = Command(
    name="image",
    summary=f"writes an OCI image layout; with {_COPY} of files, without of links to the layers",
    options=(
        Option(name="--plan", meaning="JSON: Plan, the layers in order"),
        Option(name="--request", meaning="JSON: ImageRequest, the settings"),
        Option(name="--base", meaning="OCI layout that stands below the layers", required=False),
        *STATUS_OPTIONS,
        Option(name="--out", meaning="directory to make"),
        Option(name="--written", meaning="JSON to write: WrittenImage", required=False),
    ),
)


def run(argv: Sequence[str]) -> None:
    """Writes the image.

    Args:
        argv: the arguments of the command.

    Raises:
        LayersError: if the settings, the base, the layers or the disk do not allow it.
    """
    options = parse(_COMMAND, [argument for argument in argv if argument != _COPY])
    request = stamped(read_record(ImageRequest, options["request"]), read_status(options))
    check_settings(request)
    plan = read_record(Plan, options["plan"])
    descriptors = read_descriptors(plan)
    for planned, descriptor in zip(plan.layers, descriptors, strict=True):
        _check_descriptor(planned.descriptor, descriptor)
    base = read_base(Path(options["base"]), request) if options["base"] else None
    _check_count(request, descriptors, base)
    image = written_image(request, plan, descriptors, base)
    layout = Layout(
        root=image_descriptor(image),
        documents=(image.config, image.manifest),
        layers=image.layers,
        ref_name=request.ref_name,
    )
    write_layout(os.path.normpath(options["out"]), layout, copy=_COPY in argv)
    if options["written"]:
        with whole_files(options["written"]) as (part,):
            Path(part).write_text(encode(image), encoding="utf-8")


def _check_descriptor(src: str, descriptor: Descriptor) -> None:
    """Checks what becomes a path in the layout, and what a runtime decides by."""
    for field in ("digest", "diff_id"):
        if not is_digest(getattr(descriptor, field)):
            raise SchemaError(
                f"{src}: {field}: expected sha256: and 64 hex digits, "
                f"got {getattr(descriptor, field)!r}",
                fix=_BUILD_AGAIN,
            )
    if descriptor.media_type not in media_types.OUR_LAYERS:
        raise SchemaError(
            f"{src}: media_type: expected the type of an OCI layer, got {descriptor.media_type!r}",
            evidence=media_types.OUR_LAYERS,
            fix=_BUILD_AGAIN,
        )


def _check_count(
    request: ImageRequest, descriptors: Sequence[Descriptor], base: Base | None
) -> None:
    below = len(base.layers) if base else 0
    if len(descriptors) + below > MAX_LAYERS:
        raise ImageError(
            f"image {request.label}: expected at most {MAX_LAYERS} layers, "
            f"got {len(descriptors) + below}",
            evidence=[f"ours: {len(descriptors)}", f"of the base: {below}"],
            fix="Take dependencies out of the program that it does not import, "
            "or take a base with fewer layers.",
        )
