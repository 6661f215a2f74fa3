"""One request of the API: authorized, redirects followed, its answer read."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from urllib.parse import urljoin, urlsplit

import urllib3
from urllib3.exceptions import HTTPError

from registry.answers import Answer
from registry.authorizer import Authorizer
from registry.challenge import parse_challenge
from registry.connections import Connections, fault, place
from registry.errors import NO_REGISTRY, RegistryError
from registry.request import Request

_REDIRECTS = (301, 302, 303, 307, 308)
_MOST_REDIRECTS = 5
_MOST_BYTES = 16 << 20
"""Of an answer that is kept in memory: registries take manifests of 4 MiB."""


class Transport:
    """Requests to one registry, each sent once: who calls decides what is tried again."""

    def __init__(self, connections: Connections, authorizer: Authorizer, base: str) -> None:
        """Sends nothing yet.

        Args:
            connections: to this host and to those it redirects to.
            authorizer: for this host alone.
            base: "https://host": where headers of the authorizer may go.
        """
        self._connections = connections
        self._authorizer = authorizer
        self.base = base

    def send(self, request: Request, stream: Iterable[bytes] | None = None) -> Answer:
        """Sends a request and reads its answer.

        Args:
            request: what to send.
            stream: its body, where that is read while it is sent; then nothing is sent again, also
                where the registry first wants to know who asks.

        Raises:
            BusyError: if there is no answer.
            RegistryError: if the answer is too large, or redirects in a circle.
        """
        with self.opened(request, stream) as (response, url):
            return read_answer(response, request.method, url)

    def resolved(self, url: str, location: str) -> str:
        """Returns where an answer leads.

        Args:
            url: that was answered.
            location: of the answer's header. A registry behind a proxy that ends TLS may call
                itself http: where this is the same host, it is asked as before.
        """
        target = urlsplit(urljoin(url, location))
        base = urlsplit(self.base)
        if target.netloc == base.netloc:
            target = target._replace(scheme=base.scheme)
        return target.geturl()

    @contextmanager
    def opened(
        self, request: Request, stream: Iterable[bytes] | None = None
    ) -> Iterator[tuple[urllib3.BaseHTTPResponse, str]]:
        """Sends a request; within, its answer may be read, after redirects.

        Args:
            request: what to send.
            stream: as of `send`.

        Yields:
            The answer, and the URL it came from.
        """
        url = urljoin(self.base, request.url)
        response = self._authorized(request, url, stream)
        for _ in range(_MOST_REDIRECTS):
            location = response.headers.get("Location")
            if response.status not in _REDIRECTS or not location or stream:
                break
            response.drain_conn()
            response.release_conn()
            url = self.resolved(url, location)
            response = self._authorized(request, url, None)
        try:
            yield response, url
        finally:
            response.close()  # what was read whole is back in the pool by then

    def _authorized(
        self, request: Request, url: str, stream: Iterable[bytes] | None
    ) -> urllib3.BaseHTTPResponse:
        """Sends a request; to this registry twice, if it first wants to know who asks."""
        ours = urlsplit(url)[:2] == urlsplit(self.base)[:2]
        header = self._authorizer.header(request.scopes) if ours else ""
        response = self._sent(request, url, header, stream)
        if response.status != HTTPStatus.UNAUTHORIZED or not ours:
            return response
        challenge = parse_challenge(response.headers.get("WWW-Authenticate", ""))
        self._authorizer.refused(challenge, request.scopes, header)
        again = self._authorizer.header(request.scopes)
        if not again or again == header or stream:
            return response
        response.drain_conn()
        response.release_conn()
        return self._sent(request, url, again, None)

    def _sent(
        self, request: Request, url: str, header: str, stream: Iterable[bytes] | None
    ) -> urllib3.BaseHTTPResponse:
        headers = {**request.headers, **({"Authorization": header} if header else {})}
        body = request.body if stream is None else stream
        return self._connections.exchange(request.method, url, headers=headers, body=body)


def read_answer(response: urllib3.BaseHTTPResponse, method: str, url: str) -> Answer:
    """Reads an answer whole.

    Raises:
        BusyError: if the connection broke.
        RegistryError: if it is too large.
    """
    try:
        content = response.read(_MOST_BYTES + 1, decode_content=True)
    except HTTPError as error:
        raise fault(method, url, error) from None
    if len(content) > _MOST_BYTES:
        raise RegistryError(
            f"{method} {place(url)}: expected at most {_MOST_BYTES} bytes, got more",
            fix=NO_REGISTRY,
        )
    return Answer(
        method=method, url=url, status=response.status, headers=response.headers, body=content
    )
