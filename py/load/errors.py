"""What is told when an image cannot be put into an engine; texts as in `layers.errors`."""

from layers.errors import LayersError


class EngineError(LayersError):
    """A container engine that is not there, does not answer, or does not take an image."""
