"""What is asked of a registry, or of a token service."""

import dataclasses
from collections.abc import Mapping, Sequence


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """One request, with a body that fits into memory or none."""

    method: str
    url: str
    """Of a registry: whole, or below its API's host."""

    scopes: Sequence[str] = ()
    """What a token must allow for it."""

    headers: Mapping[str, str] = dataclasses.field(default_factory=dict)
    body: bytes | None = None
