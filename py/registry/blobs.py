"""Blobs in a registry: whether one is there, one taken over from another repository, one read.

Sources: https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md#pulling-blobs and
https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md#mounting-a-blob-from-another-repository
"""

import dataclasses
import functools
import hashlib
import os
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlencode

from images.blobs import Blob
from urllib3.exceptions import HTTPError

from registry.answers import Answer, expect
from registry.connections import fault, place
from registry.errors import (
    CHANGED_ON_THE_WAY,
    NO_REGISTRY,
    BusyError,
    DigestError,
    RegistryError,
)
from registry.repository import Repository
from registry.request import Request

_READ_BYTES = 1 << 20


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Mount:
    """What came of the wish to take a blob over."""

    mounted: bool
    location: str = ""
    """Where the registry would take the blob's bytes instead; "" for nowhere."""


def has_blob(repository: Repository, blob: Blob) -> bool:
    """Tells whether a blob is in a repository.

    Raises:
        DigestError: if another one is in its place.
        RegistryError: if the registry does not say.
    """
    answer = repository.ask("HEAD", f"blobs/{blob.digest}", (200, 404))
    if answer.status == HTTPStatus.NOT_FOUND:
        return False
    repository.check_digest("a blob", blob.digest, answer)
    length = answer.headers.get("Content-Length", "")
    if length and "Content-Encoding" not in answer.headers and length != str(blob.size):
        raise DigestError(
            f"{repository}: expected blob {blob.digest} to have {blob.size} bytes, got {length}",
            fix="The registry has it cut off: delete it there, or push to another repository.",
        )
    return True


def mount_blob(repository: Repository, blob: Blob, source: str) -> Mount:
    """Asks a registry to take a blob over from another repository of its own.

    Args:
        repository: where it shall be.
        blob: which.
        source: the name of the other repository, which may not have it any more.

    Raises:
        BusyError: if the registry does not answer.
        DigestError: if another blob was taken.
    """
    query = urlencode({"mount": blob.digest, "from": source})
    request = Request(
        method="POST",
        url=repository.url(f"blobs/uploads/?{query}"),
        scopes=(*repository.scopes, f"repository:{source}:pull"),
        headers={"Content-Length": "0"},
    )
    try:
        answer = repository.retries.call(
            lambda: expect(repository.transport.send(request), 201, 202)
        )
    except BusyError:
        raise
    except RegistryError:
        return Mount(mounted=False)  # one who may not read the source, or a registry without mounts
    if answer.status == HTTPStatus.ACCEPTED:
        return Mount(mounted=False, location=session_of(repository, answer))
    repository.check_digest("the mounted blob", blob.digest, answer)
    return Mount(mounted=True)


def session_of(repository: Repository, answer: Answer) -> str:
    """Returns where an upload goes on.

    Raises:
        RegistryError: if the answer does not say.
    """
    location = answer.headers.get("Location")
    if not location:
        raise RegistryError(
            f"{answer.method} {place(answer.url)}: expected a Location to upload to, got none",
            fix=NO_REGISTRY,
        )
    return repository.transport.resolved(answer.url, location)


def fetch_blob(repository: Repository, digest: str, size: int, dest: Path) -> None:
    """Reads a blob into a file, whole or not at all.

    Args:
        repository: has it.
        digest: of the blob.
        size: in bytes; more is not read.
        dest: the file; overwritten.

    Raises:
        DigestError: if other bytes came.
        RegistryError: if the registry does not have it.
    """
    part = dest.with_name(f".{dest.name}.{os.getpid()}.part")
    try:
        repository.retries.call(functools.partial(_fetch_once, repository, digest, size, part))
        part.replace(dest)
    finally:
        part.unlink(missing_ok=True)


def _fetch_once(repository: Repository, digest: str, size: int, part: Path) -> None:
    url = repository.url(f"blobs/{digest}")
    request = Request(method="GET", url=url, scopes=repository.scopes)
    algorithm, _, expected = digest.partition(":")
    found, count = hashlib.new(algorithm), 0
    with repository.transport.opened(request) as (response, _), part.open("wb") as file:
        expect(
            Answer(
                method="GET", url=url, status=response.status, headers=response.headers, body=b""
            ),
            200,
        )
        try:
            for block in response.stream(_READ_BYTES, decode_content=False):
                repository.retries.check()
                count += len(block)
                if count > size:
                    break
                found.update(block)
                file.write(block)
        except HTTPError as error:
            raise fault("GET", url, error) from None
    if count != size or found.hexdigest() != expected:
        raise DigestError(
            f"{repository}: expected blob {digest} of {size} bytes, "
            f"got {algorithm}:{found.hexdigest()} of {'more than ' if count > size else ''}"
            f"{min(count, size)}",
            fix=CHANGED_ON_THE_WAY,
        )
