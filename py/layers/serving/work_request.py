"""What a line on a worker's stdin asks for: Bazel's `WorkRequest`, in JSON.

Source: https://github.com/bazelbuild/bazel/blob/7.7.1/src/main/protobuf/worker_protocol.proto
"""

from __future__ import annotations

import json

from layers.errors import RequestError
from layers.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_SHOWN_BYTES = 60
_END_OF_ID = 2**31


class WorkRequest(Record):
    """One request, without the fields that the commands have no use for."""

    arguments: tuple[str, ...]
    """A command and its arguments, what stood in a parameter file included."""

    request_id: int
    """From 0. Requests that run at the same time have different ones."""

    cancel: bool
    """Asks for nothing but the end of the request with this id."""

    sandbox_dir: str
    """Where the execution root of this request is; empty: the working directory."""


def read_request(line: bytes) -> WorkRequest:
    """Reads one request.

    Args:
        line: with or without its end.

    Returns:
        The request. Fields that it does not have are at their default, as in any JSON of a proto;
        fields that are not known are ignored, because a newer Bazel may have more.

    Raises:
        RequestError: if it is not JSON, no object, or a field is not of its type.
    """
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        value = None
    if type(value) is not dict:
        raise RequestError(
            f"worker: expected a line with a WorkRequest, a JSON object, "
            f"got {line[:_SHOWN_BYTES]!r}",
            fix="Start the worker from a Bazel that speaks the JSON protocol, "
            "or build with --spawn_strategy=sandboxed.",
        )
    request_id = _field(value, "requestId", default=0, request_id=0)
    if not 0 <= request_id < _END_OF_ID:
        raise _not_of_type("requestId", "a whole number from 0 of 31 bits", request_id, 0)
    arguments = _field(value, "arguments", default=[], request_id=request_id)
    if not all(type(argument) is str for argument in arguments):
        raise _not_of_type("arguments", "a list of strings", arguments, request_id)
    cancel = _field(value, "cancel", default=False, request_id=request_id)
    if not (arguments or cancel):
        raise _not_of_type("arguments", "a command", arguments, request_id)
    return WorkRequest(
        arguments=tuple(arguments),
        request_id=request_id,
        cancel=cancel,
        sandbox_dir=_field(value, "sandboxDir", default="", request_id=request_id),
    )


_NOUNS = {bool: "true or false", int: "a whole number", list: "a list", str: "a string"}


def _field(value: Mapping[str, Any], name: str, *, default: Any, request_id: int) -> Any:
    found = value.get(name)
    if found is None:
        return default
    if type(found) is not type(default):
        raise _not_of_type(name, _NOUNS[type(default)], found, request_id)
    return found


def _not_of_type(name: str, wanted: str, found: object, request_id: int) -> RequestError:
    shown = repr(found)
    if len(shown) > _SHOWN_BYTES:
        shown = f"{shown[:_SHOWN_BYTES]}…"
    return RequestError(
        f"worker: expected {wanted} as {name} of a WorkRequest, got {shown}", request_id=request_id
    )
