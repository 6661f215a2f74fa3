"""What is told of a push that was asked for in a wrong way; texts as in `layers.errors`."""

from layers.errors import LayersError


class OrderError(LayersError):
    """Settings or arguments that do not say where to push."""
