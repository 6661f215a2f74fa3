"""What is told of an image that cannot be read; texts as in `layers.errors`."""

from layers.errors import LayersError


class LayoutError(LayersError):
    """A directory that is no OCI layout, or one whose blobs are not what it says."""
