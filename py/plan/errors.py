"""What the plan's tool says when its input is not what it must be; texts as in `layers.errors`."""

from layers.errors import LayersError


class HistoryError(LayersError):
    """A history that is not one of locks."""


class LockError(LayersError):
    """A lock file that cannot be read as one."""


class PlanFileError(LayersError):
    """A plan file that is not one, or does not fit the lock."""


class BazelError(LayersError):
    """A question that Bazel did not answer."""


class ArgumentError(LayersError):
    """Arguments that the command does not take."""
