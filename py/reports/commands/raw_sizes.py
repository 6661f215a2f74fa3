"""What is told of sizes where a report was made without its layers."""

from collections.abc import Iterable

from reports.model import Image

_RAW = (
    "sizes of layers are those of their files: a report was made without its layers; "
    "--@rules_py_layers//layering:report_compressed gives what is pulled"
)


def raw_sizes(images: Iterable[Image]) -> list[str]:
    """Returns a note if sizes of some images are not those that are pulled; else nothing."""
    return [] if all(image.has_digests for image in images) else [_RAW]
