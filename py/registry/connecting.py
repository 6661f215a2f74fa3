"""How a registry is found: by TLS or, where that is allowed, without; and how it is to be asked.

Source: https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md#determining-support
"""

import dataclasses
import functools
import os
from collections.abc import Sequence

from registry.answers import Answer, expect
from registry.authorizer import Authorizer
from registry.challenge import Challenge, parse_challenge
from registry.connections import Connections
from registry.credentials import find_credential
from registry.errors import BusyError, RegistryError, TrustError
from registry.names import api_host, checked_repository, is_loopback
from registry.repository import Repository
from registry.request import Request
from registry.retries import Retries
from registry.transport import Transport, read_answer

_JOBS = 5
"""As many uploads at once as Docker's daemon makes."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Options:
    """How a registry is spoken to."""

    insecure: bool = False
    """Takes any certificate, and goes without TLS if there is none."""

    jobs: int = _JOBS
    """How many requests run at once."""

    retries: Retries = dataclasses.field(default_factory=Retries)


def connect(host: str, name: str, *, actions: str, options: Options) -> Repository:
    """Finds a registry, and how it wants to know who asks.

    Args:
        host: of the registry, with or without a port.
        name: of the repository.
        actions: "pull" or "pull,push".
        options: how to speak to it.

    Returns:
        The repository. Credentials are looked for when the registry first asks for them.

    Raises:
        GrammarError: if a name is not allowed.
        BusyError: if there is no registry that answers.
        RegistryError: if what answers is none.
    """
    host, name = checked_repository(host, name)
    connections = Connections(insecure=options.insecure, most=options.jobs)
    base, challenge = options.retries.call(
        functools.partial(_found, connections, api_host(host), _schemes(host, options))
    )
    authorizer = Authorizer(
        challenge,
        lambda: find_credential(host, name, os.environ),
        functools.partial(_exchanged, connections),
        insecure=options.insecure,
    )
    return Repository(
        transport=Transport(connections, authorizer, base),
        retries=options.retries,
        host=host,
        name=name,
        actions=actions,
    )


def _schemes(host: str, options: Options) -> Sequence[str]:
    if is_loopback(host):
        return ("http", "https")
    return ("https", "http") if options.insecure else ("https",)


def _found(connections: Connections, host: str, schemes: Sequence[str]) -> tuple[str, Challenge]:
    """Asks by each scheme for the API's root; what comes back tells whether one is there."""
    problems: list[RegistryError] = []
    for scheme in schemes:
        base = f"{scheme}://{host}"
        try:
            answer = _exchanged(connections, Request(method="GET", url=f"{base}/v2/"))
            expect(answer, 200, 401)
        except RegistryError as error:
            problems.append(error)
            continue
        return base, parse_challenge(answer.headers.get("WWW-Authenticate", ""))
    # That one scheme of two fails is to be expected: what tells most is told.
    problems.sort(key=lambda one: (not isinstance(one, TrustError), isinstance(one, BusyError)))
    raise problems[0]


def _exchanged(connections: Connections, request: Request) -> Answer:
    """Sends a request once: of the registry, or of its token service."""
    method, url = request.method, request.url
    response = connections.exchange(method, url, headers=request.headers, body=request.body)
    try:
        return read_answer(response, method, url)
    finally:
        response.close()
