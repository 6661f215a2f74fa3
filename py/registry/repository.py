"""One repository of a registry: requests below its path, tried again where a fault may pass."""

import dataclasses
from collections.abc import Mapping, Sequence

from registry.answers import Answer, expect
from registry.errors import DigestError
from registry.request import Request
from registry.retries import Retries
from registry.transport import Transport


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Repository:
    """What `registry.connecting.connect` returns; for several threads."""

    transport: Transport
    retries: Retries
    host: str
    name: str
    actions: str
    """What is done in it: "pull" or "pull,push"."""

    @property
    def scopes(self) -> Sequence[str]:
        """What a token must allow."""
        return (f"repository:{self.name}:{self.actions}",)

    def __str__(self) -> str:
        """Writes "host/name"."""
        return f"{self.host}/{self.name}"

    def url(self, path: str) -> str:
        """Returns the URL of something in the repository: "manifests/latest"."""
        return f"{self.transport.base}/v2/{self.name}/{path}"

    def ask(
        self,
        method: str,
        path: str,
        statuses: Sequence[int],
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> Answer:
        """Sends a request until it has an answer.

        Args:
            method: of HTTP.
            path: below the repository.
            statuses: that may come back.
            headers: over the usual ones.
            body: of the request.

        Raises:
            BusyError: if the last attempt failed.
            RegistryError: if another status came back.
        """
        request = Request(
            method=method, url=self.url(path), scopes=self.scopes, headers=headers or {}, body=body
        )
        return self.retries.call(lambda: expect(self.transport.send(request), *statuses))

    def check_digest(self, what: str, expected: str, answer: Answer) -> None:
        """Checks what a registry says that it has; it may say nothing.

        Args:
            what: "the manifest".
            expected: the digest.
            answer: of the registry.

        Raises:
            DigestError: if it says another digest.
        """
        if answer.said_digest not in ("", expected):
            raise DigestError(
                f"{self}: expected the registry to have {what} as {expected}, "
                f"got {answer.said_digest!r}",
                fix="Something between here and the registry changes what is sent, or the registry "
                "is broken: compare with a push from another network.",
            )
