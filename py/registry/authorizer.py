"""How requests say who asks: by password, or by tokens that a service gives for a while.

Source: https://distribution.github.io/distribution/spec/auth/token/
"""

import json
import threading
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode, urlsplit

from registry.answers import Answer, expect
from registry.challenge import Challenge
from registry.connections import place
from registry.credential import Credential
from registry.errors import CredentialError, RegistryError
from registry.names import is_loopback
from registry.request import Request

_CLIENT = "rules_py_layers"

Ask = Callable[[Request], Answer]
"""Sends a request to the token service, once: who calls decides what is tried again."""


class Authorizer:
    """The `Authorization` headers for one registry; for several threads."""

    def __init__(
        self,
        challenge: Challenge,
        find: Callable[[], Credential | None],
        ask: Ask,
        *,
        insecure: bool,
    ) -> None:
        """Looks for no credential yet.

        Args:
            challenge: of the registry; one without a scheme asks for nothing.
            find: looks for the credential, once, when it is first wanted.
            ask: reaches the token service.
            insecure: sends a password without TLS, too.
        """
        self._challenge = challenge
        self._find = find
        self._ask = ask
        self._insecure = insecure
        self._lock = threading.Lock()
        self._found: list[Credential | None] = []
        self._token_by_scopes: dict[tuple[str, ...], str] = {}

    def header(self, scopes: Sequence[str]) -> str:
        """Returns the value of the header, "" for none.

        Args:
            scopes: what the request does: "repository:team/service:pull,push".

        Raises:
            CredentialError: if credentials are configured and cannot be had.
            RegistryError: if the token service gives none.
        """
        if not self._challenge.scheme:
            return ""
        with self._lock:
            credential = self._credential()
            if self._challenge.scheme == "basic":
                return credential.basic if credential and credential.username else ""
            if credential and credential.registry_token:
                return f"Bearer {credential.registry_token}"
            key = tuple(scopes)
            if key not in self._token_by_scopes:
                self._token_by_scopes[key] = self._token(credential, key)
            return f"Bearer {self._token_by_scopes[key]}"

    def refused(self, challenge: Challenge, scopes: Sequence[str], header: str) -> None:
        """Takes note that a header was not enough: the next one is another.

        Args:
            challenge: of the refusal.
            scopes: of the request.
            header: that was sent.
        """
        with self._lock:
            if challenge.scheme:
                self._challenge = challenge
            if header == f"Bearer {self._token_by_scopes.get(tuple(scopes))}":
                del self._token_by_scopes[tuple(scopes)]

    def _credential(self) -> Credential | None:
        if not self._found:
            self._found.append(self._find())
        return self._found[0]

    def _token(self, credential: Credential | None, scopes: tuple[str, ...]) -> str:
        realm = self._challenge.parameters.get("realm", "")
        service = self._challenge.parameters.get("service", "")
        if credential:
            self._check_realm(realm)
        if credential and credential.identity_token:
            answer = self._refreshed(realm, service, credential.identity_token, scopes)
        else:
            query = [*([("service", service)] if service else []), *(("scope", s) for s in scopes)]
            joined = "&" if urlsplit(realm).query else "?"
            url = f"{realm}{joined}{urlencode(query)}"
            headers = {"Authorization": credential.basic} if credential else {}
            answer = self._ask(Request(method="GET", url=url, headers=headers))
        return _token_of(expect(answer, 200))

    def _refreshed(self, realm: str, service: str, token: str, scopes: Sequence[str]) -> Answer:
        """Source: https://distribution.github.io/distribution/spec/auth/oauth/."""
        form = {
            "grant_type": "refresh_token",
            "service": service,
            "client_id": _CLIENT,
            "scope": " ".join(scopes),
            "refresh_token": token,
        }
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        body = urlencode(form).encode()
        return self._ask(Request(method="POST", url=realm, headers=kind, body=body))

    def _check_realm(self, realm: str) -> None:
        """Refuses to send a secret to where anyone could read it."""
        parts = urlsplit(realm)
        if parts.scheme == "https" or self._insecure or is_loopback(parts.netloc):
            return
        raise CredentialError(
            f"token service {place(realm)}: expected https, got {parts.scheme!r}",
            fix="Ask who runs the registry to serve tokens by https; for tests there is "
            "--insecure.",
        )


def _token_of(answer: Answer) -> str:
    try:
        value: Any = json.loads(answer.body)
        token = value.get("token") or value.get("access_token")
    except (ValueError, AttributeError):
        token = None
    if not isinstance(token, str):
        raise RegistryError(
            f"token service {place(answer.url)}: expected a token, got an answer without one",
            fix="Log in again with `docker login`.",
        )
    return token
