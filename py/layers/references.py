"""The grammars of names: what a digest, a ref name and a tag may look like.

Sources: https://github.com/opencontainers/image-spec/blob/v1.1.0/descriptor.md#digests,
https://github.com/opencontainers/image-spec/blob/v1.1.0/annotations.md and
https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md#pulling-manifests.
"""

from __future__ import annotations

import re

_DIGEST = re.compile(r"sha256:[a-f0-9]{64}|sha512:[a-f0-9]{128}")
_REF_NAME_PART = r"[A-Za-z0-9]+(?:(?:[-._:@+]|--)[A-Za-z0-9]+)*"
_REF_NAME = re.compile(rf"{_REF_NAME_PART}(?:/{_REF_NAME_PART})*")
_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}")


def is_digest(text: str) -> bool:
    """Tells whether `text` is a digest of an algorithm that the specification registers."""
    return _DIGEST.fullmatch(text) is not None


def is_ref_name(text: str) -> bool:
    """Tells whether `text` may stand in `org.opencontainers.image.ref.name`."""
    return _REF_NAME.fullmatch(text) is not None


def is_tag(text: str) -> bool:
    """Tells whether `text` may name an image in a repository."""
    return _TAG.fullmatch(text) is not None
