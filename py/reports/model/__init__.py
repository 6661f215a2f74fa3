"""Images as the commands see them, wherever they came from."""

from reports.model.image import Contents, Image, Layer

__all__ = ("Contents", "Image", "Layer")
