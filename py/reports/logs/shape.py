"""JSON that can be read, but whose values are not of the shape that Bazel gives them."""

import contextlib
from collections.abc import Iterator

from reports.errors import LogError

_OTHER_SHAPE = (AttributeError, KeyError, OverflowError, TypeError, ValueError)
"""What Python raises where a list stands for an object, or a word for a number."""


@contextlib.contextmanager
def shape_of_bazel(source: str, subject: str, fix: str) -> Iterator[None]:
    """Makes an error for people of what values of another shape raise; a decorator, too.

    Args:
        source: the log, as the user named it.
        subject: what the values are.
        fix: how to write the log anew.

    Raises:
        LogError: if they have another shape.
    """
    try:
        yield
    except _OTHER_SHAPE as error:
        raise LogError(
            f"{source}: expected {subject} in the shape that Bazel gives it, got another",
            evidence=[repr(error)],
            fix=fix,
        ) from None
