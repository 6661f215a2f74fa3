"""Reads a manifest and refuses what is wrong in it whatever lies on disk."""

from __future__ import annotations

from layers.dests import is_dest, is_utf8
from layers.errors import LayersError, ManifestError, SchemaError, raise_all
from layers.record import Record
from layers.records import Component, ManifestEntry, ManifestHeader, decode
from layers.serving.execution_root import located

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_CUT_OFF = "The file is cut off or not written by rules_py_layers: build it again."
_MAX_ID = 2**32 - 1

_MAX_SHEBANG = 127
"""Bytes of a first line that every Linux reads: https://man7.org/linux/man-pages/man2/execve.2.html"""


class Manifest(Record):
    """A manifest whose every line is right in itself."""

    src: str
    header: ManifestHeader
    components: tuple[Component, ...]
    """At least one: those of the header, or its layer alone."""

    entries: tuple[ManifestEntry, ...]
    """In the order of the file; the i-th is line i + 2."""


def shebang_of(root: str) -> bytes:
    """Returns the first line, without its end, of the Python scripts below a root."""
    return f"#!/{root}/venv/bin/python".encode()


def read_manifest(src: str) -> Manifest:
    """Reads a manifest.

    Raises:
        SchemaError: if a line is not what the schema says.
        ManifestError: if a header or an entry contradicts itself; all such lines at once.
    """
    lines = _lines(src)
    header = decode(ManifestHeader, lines[0], f"{src}:1")
    components = header.components or (header.layer,)
    entries = tuple(
        decode(ManifestEntry, line, f"{src}:{number}")
        for number, line in enumerate(lines[1:], start=2)
    )
    problems: list[LayersError] = [*_header_problems(header, components, f"{src}:1")]
    for number, entry in enumerate(entries, start=2):
        problems += _entry_problems(entry, len(components), f"{src}:{number}")
    raise_all(problems)
    return Manifest(src=src, header=header, components=components, entries=entries)


def _lines(src: str) -> Sequence[str]:
    try:
        with open(located(src), encoding="utf-8", newline="\n") as file:
            lines = file.readlines()
    except UnicodeDecodeError as error:
        raise SchemaError(f"{src}: expected UTF-8, got {error}", fix=_CUT_OFF) from None
    except OSError as error:
        raise ManifestError(f"{src}: expected a manifest, got {error.strerror!r}") from None
    if not lines:
        raise SchemaError(f"{src}:1: expected a ManifestHeader, got an empty file", fix=_CUT_OFF)
    if not lines[-1].endswith("\n"):
        raise SchemaError(
            f"{src}:{len(lines)}: expected a line that ends with '\\n', got {lines[-1][-60:]!r}",
            fix=_CUT_OFF,
        )
    return lines


def _header_problems(
    header: ManifestHeader, components: Sequence[Component], where: str
) -> Iterator[ManifestError]:
    for component in {header.layer: None} | dict.fromkeys(components):
        if not component.origin:
            yield ManifestError(
                f"{where}: expected an origin for every component, got none",
                evidence=[f"name {component.name!r}, label {component.label!r}"],
            )
    if not is_dest(header.root):
        yield ManifestError(
            f"{where}: expected a root that is a dest, such as 'app', got {header.root!r}",
            fix="Set the root to a relative path without empty, `.` and `..` segments.",
        )
    elif len(shebang_of(header.root)) > _MAX_SHEBANG or len(header.root.split()) != 1:
        yield ManifestError(
            f"{where}: expected a root that can stand in a #! line of {_MAX_SHEBANG} bytes, "
            f"got {header.root!r}",
            fix="Set the root to a short path without spaces, such as 'app'.",
        )
    for name in ("uid", "gid"):
        if getattr(header, name) > _MAX_ID:
            yield ManifestError(
                f"{where}: expected a {name} up to {_MAX_ID}, got {getattr(header, name)!r}"
            )


def _entry_problems(
    entry: ManifestEntry, component_count: int, where: str
) -> Iterator[ManifestError]:
    if not is_dest(entry.dest):
        yield ManifestError(
            f"{where}: expected a dest below the root, got {entry.dest!r}",
            evidence=[f"src {entry.src!r}"],
            fix="Rename the file: a dest is relative UTF-8 without empty, `.` and `..` segments.",
        )
    given = [name for name in ("src", "link", "content") if getattr(entry, name)]
    if len(given) > 1:
        yield ManifestError(
            f"{where}: expected one of src, link and content for {entry.dest!r}, "
            f"got {' and '.join(given)}"
        )
    if entry.component >= component_count:
        yield ManifestError(
            f"{where}: expected a component below {component_count} for {entry.dest!r}, "
            f"got {entry.component!r}"
        )
    for name in given:
        text = getattr(entry, name)
        if not is_utf8(text) or (name != "content" and "\0" in text):
            yield ManifestError(
                f"{where}: expected a {name} of UTF-8 characters for {entry.dest!r}, got {text!r}"
            )
