"""Answers of a registry, and what is told of one that was not asked for.

Source: https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md#error-codes
"""

import dataclasses
import email.utils
import json
import time
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from registry.connections import place
from registry.errors import NO_REGISTRY, BusyError, RegistryError

_PASSING = (
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.TOO_EARLY,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.INTERNAL_SERVER_ERROR,
    HTTPStatus.BAD_GATEWAY,
    HTTPStatus.SERVICE_UNAVAILABLE,
    HTTPStatus.GATEWAY_TIMEOUT,
)
_SHOWN_ERRORS = 5
_SHOWN_CHARACTERS = 200

_FIX_BY_STATUS = {
    HTTPStatus.UNAUTHORIZED: "Log in with `docker login`, or name the directory that has its "
    "config.json in DOCKER_CONFIG.",
    HTTPStatus.FORBIDDEN: "Log in with `docker login` as someone who may do that, or name another "
    "repository.",
    HTTPStatus.NOT_FOUND: "Check the names of registry and repository; some registries want a "
    "repository to be made first.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "Send layers in pieces: --chunk-mib 32, or less.",
    HTTPStatus.TOO_MANY_REQUESTS: "Try again later, or with --jobs 1.",
}
_FIX_SERVER = "Try again later: the fault is the registry's, or of something before it."


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """A whole answer, with a body that fits into memory."""

    method: str
    url: str
    """Of the request that was answered, after redirects."""

    status: int
    headers: Mapping[str, str]
    """Names in any case."""

    body: bytes

    @property
    def said_digest(self) -> str:
        """What the registry says it has; "" if it says nothing."""
        return self.headers.get("Docker-Content-Digest", "")


def expect(answer: Answer, *statuses: int) -> Answer:
    """Returns an answer that has one of the statuses.

    Raises:
        BusyError: if it has another that may pass.
        RegistryError: if it has another.
    """
    if answer.status in statuses:
        return answer
    problem = (
        f"{answer.method} {place(answer.url)}: expected {' or '.join(map(str, statuses))}, "
        f"got {answer.status} {_phrase(answer.status)!r}"
    )
    evidence = _errors(answer.body)
    if answer.status in _PASSING:
        raise BusyError(
            problem,
            evidence=evidence,
            fix=_FIX_BY_STATUS.get(HTTPStatus(answer.status), _FIX_SERVER),
            retry_after=_retry_after(answer.headers.get("Retry-After", "")),
        )
    known = HTTPStatus(answer.status) if _phrase(answer.status) else HTTPStatus.OK
    raise RegistryError(problem, evidence=evidence, fix=_FIX_BY_STATUS.get(known, NO_REGISTRY))


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _errors(body: bytes) -> Sequence[str]:
    """Returns the errors of a body, "CODE: message" each."""
    try:
        value: Any = json.loads(body)
        errors = [f"{one['code']}: {one.get('message', '')}" for one in value["errors"]]
    except (ValueError, KeyError, TypeError, AttributeError):
        return []
    return [error[:_SHOWN_CHARACTERS] for error in errors[:_SHOWN_ERRORS]]


def _retry_after(value: str) -> float | None:
    """Reads seconds or a date: https://datatracker.ietf.org/doc/html/rfc9110#field.retry-after."""
    if value.isdecimal():
        return float(value)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, TypeError):
        return None
