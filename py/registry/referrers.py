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
from pathlib import Path
from typing import Any

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


def attach(repository: Repository, subject: Manifest, artifact: Artifact) -> str:
    """Attaches an artifact; what is there already is not sent.

    Args:
        repository: has the image.
        subject: the image's manifest.
        artifact: what to attach; the same one has the same digest.

    Returns:
        The digest of the artifact's manifest.

    Raises:
        LayersError: if the registry does not take it.
    """
    with tempfile.TemporaryDirectory(prefix="artifact-") as directory:
        config = _sent(repository, Path(directory), _EMPTY_TYPE, b"{}")
        layer = _sent(repository, Path(directory), artifact.artifact_type, artifact.content)
    manifest = _encoded(
        {
            "schemaVersion": 2,
            "mediaType": media_types.MANIFEST,
            "artifactType": artifact.artifact_type,
            "config": config,
            "layers": [layer | {"annotations": {_TITLE: artifact.title}}],
            "subject": {
                "mediaType": subject.media_type,
                "digest": subject.digest,
                "size": len(subject.content),
            },
            "annotations": {_CREATED: CREATED},
        }
    )
    answer = repository.ask(
        "PUT",
        f"manifests/{manifest.digest}",
        (201,),
        headers={"Content-Type": manifest.media_type},
        body=manifest.content,
    )
    repository.check_digest("the artifact's manifest", manifest.digest, answer)
    if not answer.headers.get(_LISTED):
        _list(repository, subject, manifest, artifact)
    return manifest.digest


def _sent(
    repository: Repository, directory: Path, media_type: str, content: bytes
) -> dict[str, Any]:
    """Sends a blob, and returns its descriptor."""
    digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
    blob = Blob(layout=directory, media_type=media_type, digest=digest, size=len(content))
    blob.src.parent.mkdir(parents=True, exist_ok=True)
    blob.src.write_bytes(content)
    if not has_blob(repository, blob):
        Upload(repository, blob).run("")
    return {"mediaType": media_type, "digest": digest, "size": len(content)}


def _list(
    repository: Repository, subject: Manifest, manifest: Manifest, artifact: Artifact
) -> None:
    """Adds a manifest to the index under the subject's tag."""
    tag = subject.digest.replace(":", "-")
    listed: list[dict[str, Any]] = []
    if manifest_digest(repository, tag):
        listed = _listed(repository, tag)
    if any(one.get("digest") == manifest.digest for one in listed):
        return
    entry = {
        "mediaType": manifest.media_type,
        "digest": manifest.digest,
        "size": len(manifest.content),
        "artifactType": artifact.artifact_type,
        "annotations": {_CREATED: CREATED},
    }
    index = {"schemaVersion": 2, "mediaType": media_types.INDEX, "manifests": [*listed, entry]}
    put_manifest(repository, tag, _encoded(index))


def _listed(repository: Repository, tag: str) -> list[dict[str, Any]]:
    content = get_manifest(repository, tag).content
    value = json.loads(content)
    entries = value.get("manifests") if isinstance(value, dict) else None
    if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
        raise RegistryError(
            f"{repository}:{tag}: expected an index of what is attached, got {content[:60]!r}",
            fix="Delete this tag: it has the form of a digest, and is no image's.",
        )
    return entries


def _encoded(value: dict[str, Any]) -> Manifest:
    content = json.dumps(value, sort_keys=True, separators=(",", ":")).encode()
    digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
    return Manifest(media_type=value["mediaType"], digest=digest, content=content)
