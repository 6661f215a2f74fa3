"""How a blob is sent: in one request, or in pieces that go on where they broke off.

Every registry takes a blob whole; that is how containerd sends. Pieces are not understood
everywhere (ECR answers the first with 201, Artifact Registry refuses them), so they are for where
they help: after a connection broke within a large blob, where something refuses large requests, or
where they are wanted.

Source: https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md#pushing-blobs
"""

import re
from collections.abc import Callable, Mapping
from http import HTTPStatus

from images.blobs import Blob, verify

from registry.answers import Answer, expect
from registry.blobs import session_of
from registry.errors import BusyError, RegistryError
from registry.part import Part
from registry.repository import Repository
from registry.request import Request

PIECE_BYTES = 32 << 20
"""Of a blob that is not sent whole: a fifth of what proxies take (Cloudflare: 100 MB)."""

_RANGE = re.compile(r"(?:bytes=)?0-([1-9][0-9]*)")
_NO_PIECES = (200, 201, 204, 400, 404, 405, 411, 415, 416, 501)
"""What registries without pieces say to the first; 201 is ECR's."""


class Upload:
    """One blob on its way to one repository."""

    def __init__(
        self,
        repository: Repository,
        blob: Blob,
        *,
        piece_bytes: int = 0,
        told: Callable[[int], None] = lambda _: None,
    ) -> None:
        """Sends nothing yet.

        Args:
            repository: where it goes.
            blob: its file is there and as long as it must be.
            piece_bytes: sends pieces of that many from the start; 0 only where that helps.
            told: gets how many bytes of the blob were sent, again and again; less after a fault.
        """
        self._repository = repository
        self._blob = blob
        self._told = told
        self._piece_bytes = piece_bytes or PIECE_BYTES
        self._in_pieces = bool(piece_bytes) and blob.size > piece_bytes
        self._takes_pieces = True
        self._location = ""
        self._offset = 0
        self._failures = 0

    def run(self, location: str = "") -> None:
        """Sends the blob.

        Args:
            location: of an upload that the registry has begun already.

        Raises:
            BusyError: if the last attempt failed; one that brings the blob forward is not counted.
            RegistryError: if the registry does not take it.
            DigestError: if it says that it got something else.
            LayoutError: if the blob's file is not what its digest says.
        """
        self._location = location
        while True:
            try:
                return self._attempt()
            except BusyError as error:
                self._failures += 1
                self._repository.retries.wait(self._failures, error)
            if self._arrived():
                return None
            self._find_offset()

    def _attempt(self) -> None:
        if not self._location:
            self._begin()
        if not self._in_pieces:
            answer = self._send("PUT", 0, self._blob.size)
            if answer.status != HTTPStatus.REQUEST_ENTITY_TOO_LARGE or not self._may_divide:
                return self._check_taken(answer)
            self._in_pieces = True
            self._begin()
        if self._send_pieces():
            return self._check_taken(self._send("PUT", self._blob.size, self._blob.size))
        self._takes_pieces = self._in_pieces = False
        self._begin()
        return self._check_taken(self._send("PUT", 0, self._blob.size))

    @property
    def _may_divide(self) -> bool:
        return self._takes_pieces and self._blob.size > self._piece_bytes

    def _begin(self) -> None:
        """Starts an upload anew: nothing of it is in the registry."""
        url = self._repository.url("blobs/uploads/")
        answer = expect(self._ask("POST", url, {"Content-Length": "0"}), 202)
        least = answer.headers.get("OCI-Chunk-Min-Length", "")
        self._piece_bytes = max(self._piece_bytes, int(least) if least.isdecimal() else 0)
        self._location = session_of(self._repository, answer)
        self._offset = 0

    def _send_pieces(self) -> bool:
        """Sends what is left but for the closing request; False if the registry wants no pieces."""
        while self._offset < self._blob.size:
            end = min(self._offset + self._piece_bytes, self._blob.size)
            answer = self._send("PATCH", self._offset, end)
            if self._offset == 0 and answer.status in _NO_PIECES:
                return False
            expect(answer, 202)
            self._location = session_of(self._repository, answer)
            self._offset = _end_of(answer) or end
            self._failures = 0
        return True

    def _send(self, method: str, start: int, end: int) -> Answer:
        """Sends bytes of the blob to the upload; a PUT closes it."""
        url = self._location
        headers = {"Content-Type": "application/octet-stream", "Content-Length": str(end - start)}
        if method == "PUT":
            url += f"{'&' if '?' in url else '?'}digest={self._blob.digest}"
        else:
            headers["Content-Range"] = f"{start}-{end - 1}"
        repository = self._repository
        request = Request(method=method, url=url, scopes=repository.scopes, headers=headers)
        with self._blob.src.open("rb") as file:
            part = Part(file, start, end, retries=repository.retries, told=self._told)
            answer = repository.transport.send(request, part)
        if answer.status == HTTPStatus.UNAUTHORIZED and not self._failures:
            # The token ran out: the transport knows, and asks for another.
            raise BusyError(
                f"{repository}: expected a token that holds, got one that ran out",
                fix="Try again.",
            )
        return answer

    def _check_taken(self, answer: Answer) -> None:
        """Checks the answer to the closing request."""
        if answer.status == HTTPStatus.BAD_REQUEST:
            verify(self._blob)  # tells whose fault it is
        expect(answer, 201)
        self._repository.check_digest("the blob", self._blob.digest, answer)

    def _ask(self, method: str, url: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Sends a request without a body, once."""
        repository = self._repository
        scopes = repository.scopes
        request = Request(method=method, url=url, scopes=scopes, headers=headers or {})
        return repository.transport.send(request)

    def _arrived(self) -> bool:
        """Tells whether the registry has the blob, though its answer was lost."""
        try:
            answer = self._ask("HEAD", self._repository.url(f"blobs/{self._blob.digest}"))
        except BusyError:
            return False
        return answer.status == HTTPStatus.OK and answer.said_digest == self._blob.digest

    def _find_offset(self) -> None:
        """Finds where to go on: where the registry says, or from the start."""
        self._offset = self._kept() if self._location and self._takes_pieces else 0
        if not self._offset:
            self._location = ""
        self._in_pieces = self._offset > 0 or self._may_divide

    def _kept(self) -> int:
        """Asks how much of the upload the registry has; 0 if it does not know it any more."""
        try:
            answer = expect(self._ask("GET", self._location), 204)
            self._location = session_of(self._repository, answer)
        except RegistryError:
            return 0
        offset = _end_of(answer)
        return offset if offset <= self._blob.size else 0


def _end_of(answer: Answer) -> int:
    """Returns how many bytes an answer says are there; 0 if it does not, or none or one are."""
    match = _RANGE.fullmatch(answer.headers.get("Range", "").strip())
    return int(match[1]) + 1 if match else 0
