"""How a report is read: as the message of the schema, in the one version this program shows."""

import json
from pathlib import Path
from typing import Any

from google.protobuf import json_format
from layers.errors import SchemaError

from reports.schema import layer_pb2

SCHEMA_VERSION = 1
"""The version this program reads."""

_BUILD_AGAIN = "Build the report and this program from one version of rules_py_layers."


def read_report(src: str) -> layer_pb2.Report:
    """Reads a `<name>.layers.json`.

    Args:
        src: the file.

    Returns:
        The report.

    Raises:
        SchemaError: if the file is missing, not a report, or of another version.
    """
    value = _read_object(src)
    version = value.get("schema_version")
    if version != SCHEMA_VERSION:
        raise SchemaError(
            f"{src}: expected schema_version {SCHEMA_VERSION}, got {version!r}", fix=_BUILD_AGAIN
        )
    try:
        report = layer_pb2.Report()
        json_format.ParseDict(value, report)
    except json_format.ParseError as error:
        raise SchemaError(
            f"{src}: expected a Report, got an object that is none",
            evidence=[line.strip() for line in str(error).splitlines()],
            fix=_BUILD_AGAIN,
        ) from None
    return report


def _read_object(src: str) -> dict[str, Any]:
    try:
        text = Path(src).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "bytes that are not UTF-8"
        raise SchemaError(
            f"{src}: expected a report, a file that ends in .layers.json, got {reason!r}",
            fix="Build the `_layer_report` target of the app, and name the file that it prints.",
        ) from None
    try:
        value = json.loads(text)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise SchemaError(
            f"{src}: expected one JSON object, got {text[:60]!r}",
            fix="Name the file that ends in .layers.json.",
        )
    return value
