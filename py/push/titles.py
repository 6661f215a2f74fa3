"""What people call the blobs of an image, manifests and configs among them."""

from collections.abc import Mapping

from images.layout import Layout
from images.titles import layer_titles


def titles(layout: Layout) -> Mapping[str, str]:
    """Returns a title for every digest of a layout.

    Args:
        layout: of one image or several.
    """
    found: dict[str, str] = {}
    for image in layout.images:
        found[image.manifest.digest] = f"manifest {image.platform}"
        found[image.config.digest] = f"config {image.platform}"
        ours = layer_titles(image)
        for layer in image.layers:
            found.setdefault(layer.digest, ours.get(layer.digest, "layer of the base"))
    if layout.is_index:
        found[layout.top.digest] = "index"
    return found
