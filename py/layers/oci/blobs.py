"""Where a blob of a layout is, and that a small one is what its digest says."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from layers.errors import BaseError
from layers.references import is_digest
from layers.serving.execution_root import located

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def blob_dest(digest: str) -> str:
    """Returns the place of a blob in any layout: "blobs/sha256/<hex>".

    Args:
        digest: "algorithm:hex"; checked.
    """
    return f"blobs/{digest.replace(':', '/')}"


def place_of(directory: Path, name: str) -> Path:
    """Returns the path at which a file of a layout is opened.

    Args:
        directory: the layout, as given.
        name: below it.
    """
    return Path(located(f"{directory}/{name}"))


def checked_digest(directory: Path, descriptor: dict[str, Any], subject: str) -> str:
    """Returns the digest of a descriptor.

    Raises:
        BaseError: if it is not a digest, and so could lead anywhere.
    """
    digest = descriptor.get("digest")
    if not isinstance(digest, str) or not is_digest(digest):
        raise BaseError(
            f"base {directory}: expected a sha256 or sha512 digest for {subject}, got {digest!r}",
            fix="Pull the base image again.",
        )
    return digest


def read_blob(directory: Path, descriptor: dict[str, Any], subject: str) -> dict[str, Any]:
    """Reads a small blob, and checks its digest.

    Args:
        directory: the layout.
        descriptor: names the blob.
        subject: what the blob is, for errors: "the manifest".

    Returns:
        The JSON object it holds.

    Raises:
        BaseError: if it is missing, another than its digest says, or no JSON object.
    """
    digest = checked_digest(directory, descriptor, subject)
    path = place_of(directory, blob_dest(digest))
    if not path.exists():
        raise BaseError(
            f"base {directory}: expected {subject} at {blob_dest(digest)}, got no file",
            fix="Pull the base image again, whole: with all platforms, or with this one alone.",
        )
    content = path.read_bytes()
    algorithm = digest.partition(":")[0]
    actual = f"{algorithm}:{hashlib.new(algorithm, content).hexdigest()}"
    if actual != digest:
        raise BaseError(
            f"base {directory}: expected {subject} to have digest {digest}, got {actual}",
            fix="The blob was changed after it was pulled. Pull the base image again.",
        )
    return parse_object(directory, subject, content)


def read_manifest(directory: Path, descriptor: dict[str, Any]) -> dict[str, Any]:
    """Reads an image manifest; its `config` is an object and its `layers` are a list of them.

    Raises:
        BaseError: if the blob is not that.
    """
    manifest = read_blob(directory, descriptor, "the manifest")
    config, layers = manifest.get("config"), manifest.get("layers")
    objects = [config, *layers] if isinstance(layers, list) else [None]
    if not all(isinstance(value, dict) for value in objects):
        raise BaseError(
            f"base {directory}: expected a manifest with config and layers, "
            f"got one with {', '.join(sorted(manifest)) or 'nothing'}",
            evidence=[descriptor["digest"]],
            fix="Name a base that is an image.",
        )
    return manifest


def parse_object(directory: Path, subject: str, content: bytes) -> dict[str, Any]:
    """Reads one JSON object.

    Raises:
        BaseError: if it is something else.
    """
    try:
        value = json.loads(content)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise BaseError(
            f"base {directory}: expected {subject} to be a JSON object, got {content[:60]!r}",
            fix="Pull the base image again.",
        )
    return value
