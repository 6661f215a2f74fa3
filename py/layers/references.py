"""The grammars of names: what a digest and a ref name may look like.

Sources: https://github.com/opencontainers/image-spec/blob/v1.1.0/descriptor.md#digests and
https://github.com/opencontainers/image-spec/blob/v1.1.0/annotations.md.
"""

from __future__ import annotations

import re

_DIGEST = re.compile(r"sha256:[a-f0-9]{64}|sha512:[a-f0-9]{128}")
_REF_NAME_PART = r"[A-Za-z0-9]+(?:(?:[-._:@+]|--)[A-Za-z0-9]+)*"
_REF_NAME = re.compile(rf"{_REF_NAME_PART}(?:/{_REF_NAME_PART})*")


def is_digest(text: str) -> bool:
    """Tells whether `text` is a digest of an algorithm that the specification registers."""
    return _DIGEST.fullmatch(text) is not None


def is_ref_name(text: str) -> bool:
    """Tells whether `text` may stand in `org.opencontainers.image.ref.name`."""
    return _REF_NAME.fullmatch(text) is not None
