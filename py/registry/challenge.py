"""What a registry wants to know of who asks: the `WWW-Authenticate` header.

Source: https://datatracker.ietf.org/doc/html/rfc7235#section-4.1
"""

import dataclasses
import re
from collections.abc import Mapping

_PARAMETER = re.compile(r'([A-Za-z0-9_-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s",]+))')
_SCHEME = re.compile(r"(?:^|,)\s*(Basic|Bearer)(?=\s|,|$)", re.IGNORECASE)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Challenge:
    """One way to say who asks."""

    scheme: str
    """"basic", "bearer", or "" for a header that offers neither."""

    parameters: Mapping[str, str]
    """Of a bearer: `realm`, `service`, `scope`."""


def parse_challenge(header: str) -> Challenge:
    """Reads a header; a bearer is taken where both are offered.

    Args:
        header: the value.
    """
    starts = list(_SCHEME.finditer(header))
    ends = [*(start.start() for start in starts), len(header)][1:]
    challenges = {
        start[1].lower(): Challenge(
            scheme=start[1].lower(), parameters=_parameters(header[start.end() : end])
        )
        for start, end in zip(starts, ends, strict=True)
    }
    nothing = Challenge(scheme="", parameters={})
    return challenges.get("bearer") or challenges.get("basic") or nothing


def _parameters(text: str) -> Mapping[str, str]:
    return {
        match[1].lower(): re.sub(r"\\(.)", r"\1", match[2]) if match[3] is None else match[3]
        for match in _PARAMETER.finditer(text)
    }
