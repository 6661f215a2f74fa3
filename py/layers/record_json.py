"""The JSON mapping of records: https://protobuf.dev/programming-guides/json/.

Field names as in the schema, keys sorted, no space, defaults left out, one line per record.
"""

from __future__ import annotations

import json
import sys

from layers.errors import SchemaError
from layers.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, TypeVar

    R = TypeVar("R")
    _Read = Callable[[Any, str], Any]

SCHEMA_VERSION = 1
"""The version this program reads and writes."""

_OTHER_VERSION = "Build the file and this tool from one version of rules_py_layers."
_CUT_OFF = "The file is cut off or not written by rules_py_layers: build it again."

_SHOWN_CHARACTERS = 60


def decode(kind: type[R], text: str, where: str) -> R:
    """Reads one record.

    Args:
        kind: the class of the message.
        text: one JSON object.
        where: what to call the text in errors, such as `file:line`.

    Returns:
        The record.

    Raises:
        SchemaError: if the text is not JSON, or not this message in this version.
    """
    try:
        value = _DECODER.decode(text)
    except ValueError as error:
        raise SchemaError(
            f"{where}: expected one JSON object, got {text[:_SHOWN_CHARACTERS]!r}",
            evidence=[str(error)],
            fix=_CUT_OFF,
        ) from None
    decoded: R = _decode_object(kind, value, where)
    return decoded


_DECODER = json.JSONDecoder()
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def encode(record: Record) -> str:
    """Writes one record as one line of JSON with its end: keys sorted, defaults left out."""
    return _ENCODER.encode(_plain(record)) + "\n"


def _plain(value: Any) -> Any:
    if isinstance(value, Record):
        return {k: _plain(v) for k, v in vars(value).items() if not _is_empty(v)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def _is_empty(value: Any) -> bool:
    return not value or (isinstance(value, Record) and value == type(value)())


def _decode_object(kind: Any, value: Any, where: str) -> Any:
    if type(value) is not dict:
        raise SchemaError(f"{where}: expected {kind.__name__}, an object, got {value!r}")
    readers = _READERS.get(kind) or _readers(kind)
    if not value.keys() <= readers.keys():
        unknown = min(value.keys() - readers.keys())
        raise SchemaError(
            f"{where}: {kind.__name__} has no field {unknown!r}",
            evidence=[f"fields: {', '.join(readers)}"],
            fix=_OTHER_VERSION,
        )
    version = value.get("schema_version", 0)
    if "schema_version" in readers and version != SCHEMA_VERSION:
        raise SchemaError(
            f"{where}: expected schema_version {SCHEMA_VERSION}, got {version!r}",
            fix=_OTHER_VERSION,
        )
    plain = _PLAIN_TYPES[kind]
    # Most fields are what they must be at once: only a reader that may fail has to know where.
    return kind.of_fields(
        {
            name: v if type(v) is plain.get(name) else readers[name](v, f"{where}.{name}")
            for name, v in value.items()
        }
    )


def _readers(kind: type[Record]) -> Mapping[str, _Read]:
    named = {"origin": _origin, "type": _entry_type}
    readers = {
        name: named.get(name) or _reader_of(text, sys.modules[kind.__module__])
        for name, text in kind.field_types.items()
    }
    types = {_string: str, _boolean: bool}
    _PLAIN_TYPES[kind] = {name: types.get(reader) for name, reader in readers.items()}
    return _READERS.setdefault(kind, readers)


def _reader_of(text: str, module: Any) -> _Read:
    if text in _READ_BY_TYPE:
        return _READ_BY_TYPE[text]
    if text.startswith("tuple["):
        return _many(_reader_of(text[len("tuple[") : -len(", ...]")], module))
    kind: type[Record] = getattr(module, text)
    return lambda value, where: _decode_object(kind, value, where)


def _scalar(kind: type, noun: str) -> _Read:
    def read(value: Any, where: str) -> Any:
        if type(value) is not kind:
            raise SchemaError(f"{where}: expected {noun}, got {value!r}")
        return value

    return read


def _integer(value: Any, where: str) -> int:
    if type(value) is str and value.isdecimal() and value.isascii():
        return int(value)
    if type(value) is not int or value < 0:
        raise SchemaError(f"{where}: expected a whole number from 0, got {value!r}")
    return value


def _origin(value: Any, where: str) -> str:
    from layers.records import ORIGINS  # noqa: PLC0415 - which needs this module for its messages

    if value not in ORIGINS:
        raise SchemaError(f"{where}: expected one of {', '.join(ORIGINS)}, got {value!r}")
    return str(value)


def _entry_type(value: Any, where: str) -> str:
    if value not in ("file", "link", "directory"):
        raise SchemaError(f"{where}: expected file, link or directory, got {value!r}")
    return str(value)


def _many(read: _Read) -> _Read:
    def read_all(value: Any, where: str) -> tuple[Any, ...]:
        if type(value) is not list:
            raise SchemaError(f"{where}: expected a list, got {value!r}")
        return tuple(read(item, f"{where}[{i}]") for i, item in enumerate(value))

    return read_all


_string = _scalar(str, "a string")
_boolean = _scalar(bool, "true or false")


def _mapping(value: Any, where: str) -> dict[str, str]:
    if type(value) is not dict:
        raise SchemaError(f"{where}: expected an object, got {value!r}")
    return {k: _string(v, f"{where}.{k}") for k, v in value.items()}


_READ_BY_TYPE: Mapping[str, _Read] = {
    "bool": _boolean,
    "int": _integer,
    "str": _string,
    "Mapping[str, str]": _mapping,
}
_READERS: dict[type[Record], Mapping[str, _Read]] = {}
_PLAIN_TYPES: dict[type[Record], Mapping[str, type | None]] = {}
"""What a value must be exactly, of those fields that any value of that type may stand in."""
