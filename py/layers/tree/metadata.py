"""The METADATA of a wheel: its fields, and what they say of its licence.

Source: https://packaging.python.org/en/latest/specifications/core-metadata/
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_CLASSIFIER = "License :: "
_NOT_SAID = ("", "UNKNOWN")
"""What setuptools writes where a project says nothing."""


def fields_of(text: str) -> dict[str, list[str]]:
    """Returns the fields before the description.

    Args:
        text: of the file.

    Returns:
        The first line of each value, in order, by the name of its field in lower case.
    """
    fields: dict[str, list[str]] = {}
    for line in text.splitlines():
        if not line:
            break
        name, colon, value = line.partition(":")
        if colon and not name[:1].isspace():  # which goes on with the value above it
            fields.setdefault(name.lower(), []).append(value.strip())
    return fields


def normalised(name: str) -> str:
    """Source: https://packaging.python.org/en/latest/specifications/name-normalization/."""
    return re.sub(r"[-_.]+", "-", name).lower()


def licenses_of(fields: Mapping[str, list[str]]) -> tuple[str, ...]:
    """Returns what the fields say of the licence, as the schema's `Component.licenses`."""
    expression = fields.get("license-expression", [])
    if expression:
        return tuple(expression)
    classifiers = [
        value.removeprefix(_CLASSIFIER)
        for value in fields.get("classifier", ())
        if value.startswith(_CLASSIFIER)
    ]
    said = [*fields.get("license", ()), *classifiers]
    return tuple(dict.fromkeys(value for value in said if value not in _NOT_SAID))
