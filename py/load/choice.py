"""Which image of a layout is loaded: the one for the platform that is asked for."""

from images.host import host_platform
from images.image import Image
from images.layout import Layout
from layers.errors import ArgumentError
from layers.oci.platforms import Platform

_MOST_PARTS = 3


def choose_image(layout: Layout, *, asked: str, default: str) -> Image:
    """Returns the image to load.

    Args:
        layout: of one image, or of an index of them.
        asked: "linux/arm64", or "" where the user did not say.
        default: the same, of the build; "" for this machine's. A layout of one image leaves no
            choice.

    Raises:
        LayersError: if no image is for the platform, or the platform is none.
    """
    if not asked and len(layout.images) == 1:
        return layout.images[0]
    wanted = asked or default
    return layout.image_for(parse_platform(wanted) if wanted else host_platform())


def parse_platform(text: str) -> Platform:
    """Reads "os/architecture[/variant]".

    Raises:
        ArgumentError: if it is something else.
    """
    parts = text.split("/")
    if not all(parts) or not 1 < len(parts) <= _MOST_PARTS:
        raise ArgumentError(
            f"load: expected --platform to be os/architecture[/variant], got {text!r}",
            fix="Write --platform=linux/amd64 or --platform=linux/arm64.",
        )
    os, architecture, *variant = parts
    return Platform(os=os, architecture=architecture, variant="".join(variant))
