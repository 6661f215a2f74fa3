"""Manifests and indexes in a registry: which a tag names, one read, one written.

Source: https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md#pulling-manifests
"""

import dataclasses
import hashlib
from http import HTTPStatus
from typing import Self

from images.blobs import Blob
from layers.oci import media_types
from layers.references import is_digest

from registry.answers import Answer
from registry.errors import CHANGED_ON_THE_WAY, DigestError
from registry.repository import Repository

_ACCEPT = ", ".join((*media_types.INDEXES, *media_types.MANIFESTS))
"""Docker's own as well: a base image may be of them."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Manifest:
    """A manifest or an index as a registry has it; verified."""

    media_type: str
    digest: str
    content: bytes

    @classmethod
    def of_blob(cls, blob: Blob, content: bytes) -> Self:
        """Returns what a layout has, with what was read of it."""
        return cls(media_type=blob.media_type, digest=blob.digest, content=content)


def manifest_digest(repository: Repository, reference: str) -> str:
    """Returns what a tag names, or whether a digest is there.

    Args:
        repository: where.
        reference: a tag or a digest.

    Returns:
        The digest; "" if there is none, or the registry does not say.

    Raises:
        DigestError: if another manifest stands at a digest.
    """
    headers = {"Accept": _ACCEPT}
    answer = repository.ask("HEAD", f"manifests/{reference}", (200, 404), headers=headers)
    if answer.status == HTTPStatus.NOT_FOUND:
        return ""
    if is_digest(reference):
        repository.check_digest("a manifest", reference, answer)
    return answer.said_digest


def get_manifest(repository: Repository, reference: str) -> Manifest:
    """Reads a manifest or an index.

    Args:
        repository: where.
        reference: a tag or a digest.

    Raises:
        DigestError: if it is another than the reference, or the registry, says.
        RegistryError: if there is none.
    """
    headers = {"Accept": _ACCEPT}
    answer = repository.ask("GET", f"manifests/{reference}", (200,), headers=headers)
    expected = reference if is_digest(reference) else answer.said_digest
    algorithm = expected.partition(":")[0] if is_digest(expected) else "sha256"
    digest = f"{algorithm}:{hashlib.new(algorithm, answer.body).hexdigest()}"
    if expected not in ("", digest):
        raise DigestError(
            f"{repository}: expected manifest {reference} to be {expected}, got {digest}",
            fix=CHANGED_ON_THE_WAY,
        )
    media_type = answer.headers.get("Content-Type", "").partition(";")[0].strip()
    return Manifest(media_type=media_type, digest=digest, content=answer.body)


def put_manifest(repository: Repository, reference: str, manifest: Manifest) -> Answer:
    """Writes a manifest or an index; what it names must be there.

    Args:
        repository: where.
        reference: its digest, or a tag.
        manifest: what to write.

    Returns:
        The registry's answer: its headers may say more.

    Raises:
        DigestError: if the registry says that it took another.
        RegistryError: if it did not take it.
    """
    answer = repository.ask(
        "PUT",
        f"manifests/{reference}",
        (201,),
        headers={"Content-Type": manifest.media_type},
        body=manifest.content,
    )
    repository.check_digest(f"the manifest at {reference}", manifest.digest, answer)
    return answer
