"""Whether what a command was asked for is still wanted: a work request can be cancelled.

Source: https://bazel.build/remote/creating#cancellation
"""

from __future__ import annotations

from contextvars import ContextVar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class Cancelled(BaseException):
    """The request is not wanted any more. No error: what handles errors must let it pass."""


def _never() -> bool:
    return False


_is_cancelled: ContextVar[Callable[[], bool]] = ContextVar("is_cancelled", default=_never)


def enter(is_cancelled: Callable[[], bool]) -> None:
    """Sets, for the current context alone, what tells whether the request is cancelled."""
    _is_cancelled.set(is_cancelled)


def stop_if_cancelled() -> None:
    """Ends the work on a request that is cancelled; costs as little as calling a function.

    To be called once a file or block. A thread that a command starts asks in the context it was
    started in: `contextvars.copy_context().run(…)`.

    Raises:
        Cancelled: if it is. Outputs are removed on the way up, as after an error.
    """
    if _is_cancelled.get()():
        raise Cancelled
