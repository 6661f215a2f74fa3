"""The grammars of names: what a repository, a tag, a digest and a ref name may look like.

Sources: https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md#pulling-manifests,
https://github.com/opencontainers/image-spec/blob/v1.1.0/descriptor.md#digests and
https://github.com/opencontainers/image-spec/blob/v1.1.0/annotations.md. The registry in front of
a repository is not in a specification; it is read as every client reads it.
"""

from __future__ import annotations

import re

from layers.errors import ImageError
from layers.record import Record

MAX_NAME_LENGTH = 255
"""Characters of registry and repository together that every client takes."""

_REPOSITORY_PART = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
_REPOSITORY = re.compile(rf"{_REPOSITORY_PART}(?:/{_REPOSITORY_PART})*")
_TAG = re.compile(r"[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}")
_DIGEST = re.compile(r"sha256:[a-f0-9]{64}|sha512:[a-f0-9]{128}")
_HOST_PART = r"[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?"
_REGISTRY = re.compile(rf"(?:{_HOST_PART}(?:\.{_HOST_PART})*|\[[a-fA-F0-9:]+\])(?::[0-9]{{1,5}})?")
_REF_NAME_PART = r"[A-Za-z0-9]+(?:(?:[-._:@+]|--)[A-Za-z0-9]+)*"
_REF_NAME = re.compile(rf"{_REF_NAME_PART}(?:/{_REF_NAME_PART})*")


class Reference(Record):
    """Where a manifest is: a registry, a repository, and a tag or a digest or both or none."""

    registry: str
    repository: str
    tag: str = ""
    digest: str = ""

    def __str__(self) -> str:
        """Writes the reference as `parse_reference` reads it."""
        tag = f":{self.tag}" if self.tag else ""
        digest = f"@{self.digest}" if self.digest else ""
        return f"{self.registry}/{self.repository}{tag}{digest}"


def is_repository(text: str) -> bool:
    """Tells whether `text` is a repository: lower case parts with `/` between them."""
    return _REPOSITORY.fullmatch(text) is not None


def is_tag(text: str) -> bool:
    """Tells whether `text` is a tag: at most 128 letters, digits, `.`, `_` and `-`."""
    return _TAG.fullmatch(text) is not None


def is_digest(text: str) -> bool:
    """Tells whether `text` is a digest of an algorithm that the specification registers."""
    return _DIGEST.fullmatch(text) is not None


def is_ref_name(text: str) -> bool:
    """Tells whether `text` may stand in `org.opencontainers.image.ref.name`."""
    return _REF_NAME.fullmatch(text) is not None


def parse_reference(text: str) -> Reference:
    """Reads `registry/repository[:tag][@digest]`; no part has a default.

    Args:
        text: the reference.

    Returns:
        Its parts.

    Raises:
        ImageError: if a part breaks its grammar; names every part that does.
    """
    name, _, digest = text.partition("@")
    registry, _, rest = name.partition("/")
    repository, _, tag = rest.partition(":")
    wrong = []
    if _REGISTRY.fullmatch(registry) is None or not _looks_like_host(registry):
        wrong.append(f"registry: expected a host with a dot or a port, got {registry!r}")
    if not is_repository(repository):
        wrong.append(f"repository: expected lower case parts like 'team/app', got {repository!r}")
    if len(registry) + 1 + len(repository) > MAX_NAME_LENGTH:
        wrong.append(
            f"name: expected at most {MAX_NAME_LENGTH} characters, "
            f"got {len(registry) + 1 + len(repository)}"
        )
    if ":" in rest and not is_tag(tag):
        wrong.append(f"tag: expected at most 128 of A-Z a-z 0-9 . _ -, got {tag!r}")
    if "@" in text and not is_digest(digest):
        wrong.append(f"digest: expected sha256: and 64 hex digits, got {digest!r}")
    if wrong:
        raise ImageError(
            f"reference: expected registry/repository[:tag][@digest], got {text!r}",
            evidence=wrong,
            fix="Write the reference whole, such as 'registry.example.com/team/app:1.2'.",
        )
    return Reference(registry=registry, repository=repository, tag=tag, digest=digest)


def _looks_like_host(registry: str) -> bool:
    return registry == "localhost" or any(c in registry for c in ".:[")
