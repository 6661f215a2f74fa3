"""What the program says when its input is not what it must be; texts as in `layers.errors`."""

from layers.errors import LayersError


class SourceError(LayersError):
    """An image that is not there, not whole, or of a kind that is not known."""


class QueryError(LayersError):
    """A question about something that the image does not have."""


class LogError(LayersError):
    """A log that is not one of Bazel's, or of another version."""


class ArgumentError(LayersError):
    """Arguments that the command does not take."""
