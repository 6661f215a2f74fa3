"""The messages of `layering/schema/layer.proto` as frozen dataclasses, and their JSON mapping.

Written by hand and not generated, because every image build of every user imports it: it costs
2 ms where the protobuf runtime costs 40. `py/tests/schema_test.py` holds it to the `.proto`.
"""

import dataclasses
import json
from collections.abc import Callable
from typing import Any, TypeVar

from layers.errors import SchemaError

SCHEMA_VERSION = 1
"""The version this program reads and writes."""

ORIGINS = ("interpreter", "pypi", "links", "external", "internal", "app")
"""Origins in the order in which layers stand."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Component:
    """The smallest thing that is layered."""

    origin: str = ""
    name: str = ""
    version: str = ""
    label: str = ""
    fact: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ManifestHeader:
    """First line of a manifest."""

    schema_version: int = 0
    layer: Component = Component()
    root: str = ""
    uid: int = 0
    gid: int = 0
    python_version: str = ""
    components: tuple[Component, ...] = ()


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ManifestEntry:
    """One file of a layer, as known at analysis."""

    dest: str = ""
    src: str = ""
    generated: bool = False
    link: str = ""
    content: str = ""
    executable: bool = False
    component: int = 0


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Descriptor:
    """What a layer action says about its tar."""

    schema_version: int = SCHEMA_VERSION
    layer: Component = Component()
    media_type: str = ""
    digest: str = ""
    diff_id: str = ""
    size: int = 0
    uncompressed_size: int = 0
    body_size: int = 0
    file_count: int = 0
    content_size: int = 0
    src: str = ""
    components: tuple[Component, ...] = ()


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ListingHeader:
    """First line of a listing."""

    schema_version: int = SCHEMA_VERSION
    layer: Component = Component()
    root: str = ""
    components: tuple[Component, ...] = ()


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ListingEntry:
    """One entry of a tar, as written."""

    dest: str = ""
    type: str = ""
    mode: int = 0
    size: int = 0
    sha256: str = ""
    target: str = ""
    machine: str = ""
    src: str = ""
    component: int = 0


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Runfile:
    """One runfile of the binary, and why no layer holds it where none does."""

    path: str = ""
    src: str = ""
    replaced: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class PlannedLayer:
    """One layer of a plan and where its files are."""

    layer: Component = Component()
    tar: str = ""
    descriptor: str = ""
    listing: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """The layers of one image in order."""

    schema_version: int = 0
    label: str = ""
    binary: str = ""
    layout: str = ""
    root: str = ""
    layers: tuple[PlannedLayer, ...] = ()


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ImageRequest:
    """What `py_image` asks of the image writer."""

    schema_version: int = 0
    label: str = ""
    os: str = ""
    architecture: str = ""
    variant: str = ""
    entrypoint: tuple[str, ...] = ()
    cmd: tuple[str, ...] = ()
    env: tuple[str, ...] = ()
    user: str = ""
    workdir: str = ""
    ports: tuple[str, ...] = ()
    labels: dict[str, str] = dataclasses.field(default_factory=dict)
    annotations: dict[str, str] = dataclasses.field(default_factory=dict)
    ref_name: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """What a report shows."""

    schema_version: int = SCHEMA_VERSION
    label: str = ""
    binary: str = ""
    image: str = ""
    layers: tuple[Descriptor, ...] = ()
    size: int = 0
    uncompressed_size: int = 0
    file_count: int = 0
    replaced: tuple[Runfile, ...] = ()


R = TypeVar("R")
_Read = Callable[[Any, str], Any]


def _scalar(kind: type, noun: str) -> _Read:
    def read(value: Any, where: str) -> Any:
        if type(value) is not kind:
            raise SchemaError(f"{where}: expected {noun}, got {value!r}")
        return value

    return read


def _integer(value: Any, where: str) -> int:
    if type(value) is str and value.isdecimal():
        return int(value)
    if type(value) is not int or value < 0:
        raise SchemaError(f"{where}: expected a whole number from 0, got {value!r}")
    return value


def _origin(value: Any, where: str) -> str:
    if value not in ORIGINS:
        raise SchemaError(f"{where}: expected one of {', '.join(ORIGINS)}, got {value!r}")
    return str(value)


def _entry_type(value: Any, where: str) -> str:
    if value not in ("file", "link", "directory"):
        raise SchemaError(f"{where}: expected file, link or directory, got {value!r}")
    return str(value)


_string = _scalar(str, "a string")


def _many(read: _Read) -> _Read:
    def read_all(value: Any, where: str) -> tuple[Any, ...]:
        if type(value) is not list:
            raise SchemaError(f"{where}: expected a list, got {value!r}")
        return tuple(read(item, f"{where}[{i}]") for i, item in enumerate(value))

    return read_all


def _mapping(value: Any, where: str) -> dict[str, str]:
    if type(value) is not dict:
        raise SchemaError(f"{where}: expected an object, got {value!r}")
    return {k: _string(v, f"{where}.{k}") for k, v in value.items()}


def _message(kind: type) -> _Read:
    return lambda value, where: _decode_object(kind, value, where)


_READ: dict[str, _Read] = {
    "bool": _scalar(bool, "true or false"),
    "int": _integer,
    "str": _string,
    "tuple[str, ...]": _many(_string),
    "dict[str, str]": _mapping,
} | {
    name: read
    for kind in (Component, Descriptor, PlannedLayer, Runfile)
    for name, read in (
        (kind.__name__, _message(kind)),
        (f"tuple[{kind.__name__}, ...]", _many(_message(kind))),
    )
}


def _type_name(annotation: Any) -> str:
    if isinstance(annotation, type) and not hasattr(annotation, "__args__"):
        return annotation.__name__
    return str(annotation).replace("layers.records.", "")


def _readers(kind: type) -> dict[str, _Read]:
    readers = {f.name: _READ[_type_name(f.type)] for f in dataclasses.fields(kind)}
    if "origin" in readers:
        readers["origin"] = _origin
    if "type" in readers:
        readers["type"] = _entry_type
    return readers


_READERS: dict[type, dict[str, _Read]] = {}


def _decode_object(kind: type[R], value: Any, where: str) -> R:
    if type(value) is not dict:
        raise SchemaError(f"{where}: expected {kind.__name__}, an object, got {value!r}")
    readers = _READERS.get(kind) or _READERS.setdefault(kind, _readers(kind))
    unknown = sorted(value.keys() - readers.keys())
    if unknown:
        raise SchemaError(
            f"{where}: {kind.__name__} has no field {unknown[0]!r}",
            evidence=[f"fields: {', '.join(readers)}"],
            fix="Build the file and this tool from one version of rules_py_layers.",
        )
    version = value.get("schema_version", 0)
    if "schema_version" in readers and version != SCHEMA_VERSION:
        raise SchemaError(
            f"{where}: expected schema_version {SCHEMA_VERSION}, got {version!r}",
            fix="Build the file and this tool from one version of rules_py_layers.",
        )
    return kind(**{name: readers[name](v, f"{where}.{name}") for name, v in value.items()})


def decode(kind: type[R], text: str, where: str) -> R:
    """Reads one record.

    Args:
        kind: the dataclass of the message.
        text: one JSON object.
        where: what to call the text in errors, such as `file:line`.

    Returns:
        The record.

    Raises:
        SchemaError: if the text is not JSON, or not this message in this version.
    """
    try:
        value = json.loads(text)
    except ValueError as error:
        raise SchemaError(
            f"{where}: expected one JSON object, got {text[:60]!r}",
            evidence=[str(error)],
            fix="The file is cut off or not written by rules_py_layers: build it again.",
        ) from None
    return _decode_object(kind, value, where)


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        fields = {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
        return {k: _plain(v) for k, v in fields.items() if not _is_default(v)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def _is_default(value: Any) -> bool:
    return value in (0, "", False, ()) or value == {} or value == Component()


def encode(record: Any) -> str:
    """Writes one record as one line of JSON, `\\n` included: keys sorted, defaults left out."""
    text = json.dumps(_plain(record), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text + "\n"
