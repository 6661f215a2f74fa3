"""What the page calls a layer or component, and whether it knows the sizes of blobs."""

from layers.printable import printable
from layers.records import Component
from reports.model import Image, Layer


def layer_title(layer: Layer) -> str:
    """Returns the name of a layer, or its origin where it has none of its own: "app"."""
    component = layer.component
    return printable(layer.name if component.name or not component.origin else component.origin)


def component_title(component: Component) -> str:
    """Returns name and version, or the label: "fastapi 0.116.1", "//lib:greeting"."""
    name = f"{component.name} {component.version}".rstrip()
    return printable(name or component.label or component.origin or "files")


def has_blobs(image: Image) -> bool:
    """Tells whether the layers were built: then each has a digest and a compressed size."""
    return bool(image.layers) and image.has_digests
