"""What is attached to an image in a registry: an artifact whose manifest names the image.

A registry that keeps a list of such manifests says so; for others, it is an index under a tag.

Sources: "Pushing Manifests with Subject" in
https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md#push and
https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md#referrers-tag-schema
"""

import dataclasses
import hashlib
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from images.blobs import Blob
from layers.oci import media_types
from layers.oci.config import CREATED

from registry.blobs import has_blob
from registry.errors import RegistryError
from registry.manifests import Manifest, get_manifest, manifest_digest, put_manifest
from registry.repository import Repository
from registry.uploads import Upload

_EMPTY_TYPE = "application/vnd.oci.empty.v1+json"
"""https://github.com/opencontainers/image-spec/blob/v1.1.0/manifest.md#guidance-for-an-empty-descriptor"""

_EMPTY = b"{}"

_NO_LIST = (400, 404, 405, 406)
"""What registries without a list answer who asks for it: 404, by the specification, and others."""

_LISTED = "OCI-Subject"
"""A header of registries that keep the list."""

_TITLE = "org.opencontainers.image.title"
_CREATED = "org.opencontainers.image.created"


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Artifact:
    """One file that is attached to an image."""

    artifact_type: str
    """Its media type."""

    title: str
    """The name of the file."""

    content: bytes


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """What one artifact is in a registry is several of these."""

    kind: Literal["blob", "manifest", "list"]
    """The manifest is the artifact; the list names all that is attached to an image."""

    digest: str
    size: int
    sent: bool
    """Else it was there."""


def attach(
    repository: Repository, subject: Manifest, artifact: Artifact, *, dry_run: bool = False
) -> Sequence[Piece]:
    """Attaches an artifact; what is there already is not sent.

    Args:
        repository: has the image.
        subject: the image's manifest.
        artifact: what to attach; the same one has the same digest.
        dry_run: only asks what would be sent.

    Returns:
        Two blobs, the manifest and, unless the registry keeps it, the list.

    Raises:
        LayersError: if the registry does not take it.
    """
    manifest = _manifest(subject, artifact)
    there = manifest_digest(repository, manifest.digest) == manifest.digest
    pieces = [
        _piece("blob", content, sent=not there and _sent(repository, content, dry_run=dry_run))
        for content in (_EMPTY, artifact.content)
    ]
    pieces.append(_piece("manifest", manifest.content, sent=not there))
    is_kept = _keeps_list(repository, subject) if there or dry_run else _put(repository, manifest)
    if not is_kept:
        pieces.append(_list(repository, subject, manifest, artifact, dry_run=dry_run))
    return pieces


def _manifest(subject: Manifest, artifact: Artifact) -> Manifest:
    layer = _descriptor(artifact.artifact_type, artifact.content)
    return _encoded(
        {
            "schemaVersion": 2,
            "mediaType": media_types.MANIFEST,
            "artifactType": artifact.artifact_type,
            "config": _descriptor(_EMPTY_TYPE, _EMPTY),
            "layers": [layer | {"annotations": {_TITLE: artifact.title}}],
            "subject": _descriptor(subject.media_type, subject.content),
            "annotations": {_CREATED: CREATED},
        }
    )


def _sent(repository: Repository, content: bytes, *, dry_run: bool) -> bool:
    """Sends a blob, unless it is there."""
    digest = _digest(content)
    with tempfile.TemporaryDirectory(prefix="artifact-") as directory:
        blob = Blob(layout=Path(directory), media_type="", digest=digest, size=len(content))
        if has_blob(repository, blob):
            return False
        if not dry_run:
            blob.src.parent.mkdir(parents=True)
            blob.src.write_bytes(content)
            Upload(repository, blob).run()
    return True


def _put(repository: Repository, manifest: Manifest) -> bool:
    """Writes the artifact's manifest, and returns whether the registry keeps the list."""
    return bool(put_manifest(repository, manifest.digest, manifest).headers.get(_LISTED))


def _keeps_list(repository: Repository, subject: Manifest) -> bool:
    """Asks whether the registry keeps the list; one that does not knows no such path."""
    answer = repository.ask("GET", f"referrers/{subject.digest}", (200, *_NO_LIST))
    return answer.headers.get("Content-Type", "").partition(";")[0] == media_types.INDEX


def _list(
    repository: Repository,
    subject: Manifest,
    manifest: Manifest,
    artifact: Artifact,
    *,
    dry_run: bool,
) -> Piece:
    """Adds a manifest to the index under the subject's tag."""
    tag = subject.digest.replace(":", "-")
    listed: list[dict[str, Any]] = []
    if manifest_digest(repository, tag):
        content = get_manifest(repository, tag).content
        listed = _listed(repository, tag, content)
        if any(one.get("digest") == manifest.digest for one in listed):
            return _piece("list", content, sent=False)
    entry = {
        **_descriptor(manifest.media_type, manifest.content),
        "artifactType": artifact.artifact_type,
        "annotations": {_CREATED: CREATED},
    }
    index = _encoded(
        {"schemaVersion": 2, "mediaType": media_types.INDEX, "manifests": [*listed, entry]}
    )
    if not dry_run:
        put_manifest(repository, tag, index)
    return _piece("list", index.content, sent=True)


def _listed(repository: Repository, tag: str, content: bytes) -> list[dict[str, Any]]:
    try:
        value = json.loads(content)
    except ValueError:
        value = None
    entries = value.get("manifests") if isinstance(value, dict) else None
    if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
        raise RegistryError(
            f"{repository}:{tag}: expected an index of what is attached, got {content[:60]!r}",
            fix="Delete this tag: it has the form of a digest, and is no image's.",
        )
    return entries


def _encoded(value: dict[str, Any]) -> Manifest:
    content = json.dumps(value, sort_keys=True, separators=(",", ":")).encode()
    return Manifest(media_type=value["mediaType"], digest=_digest(content), content=content)


def _descriptor(media_type: str, content: bytes) -> dict[str, Any]:
    return {"mediaType": media_type, "digest": _digest(content), "size": len(content)}


def _piece(kind: Literal["blob", "manifest", "list"], content: bytes, *, sent: bool) -> Piece:
    return Piece(kind=kind, digest=_digest(content), size=len(content), sent=sent)


def _digest(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"
