"""A report, `<name>.layers.json`: all that is known of an image, without its layers."""

import functools
from pathlib import Path

from layers.errors import SchemaError
from layers.records import Contents as ReportContents
from layers.records import Descriptor, Report, decode

from reports.model import Contents, Image, Layer


def read_report(source: str, src: Path) -> Image:
    """Reads a report.

    Args:
        source: the file as the user named it.
        src: where it is.

    Raises:
        SchemaError: if it is no report, or one of another version.
    """
    try:
        text = src.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "bytes that are not UTF-8"
        raise SchemaError(
            f"{source}: expected a report, a file that ends in .layers.json, got {reason!r}",
            fix="Build the `_layer_report` target of the app, and name the file that it prints.",
        ) from None
    report = decode(Report, text, source)
    held = report.contents or (None,) * len(report.layers)
    if len(held) != len(report.layers):
        raise SchemaError(
            f"{source}: expected contents of {len(report.layers)} layers, got {len(held)}",
            fix="Build the report again.",
        )
    return Image(
        source=source,
        label=report.label,
        binary=report.binary,
        tells_base=False,
        layers=tuple(
            Layer(layer, functools.partial(_contents, source, layer, contents))
            for layer, contents in zip(report.layers, held, strict=True)
        ),
        targets=report.targets,
        duplicates=report.duplicates,
        replaced=report.replaced,
        budget=report.budget,
        place=report.image,
    )


def _contents(source: str, layer: Descriptor, contents: ReportContents | None) -> Contents:
    if contents is None:
        raise SchemaError(
            f"{source}: expected a report that lists files, got one without",
            fix="Build the report again, with this version of rules_py_layers.",
        )
    components = layer.components or (layer.layer,)
    for number, entry in enumerate(contents.entries):
        if entry.component >= len(components):
            raise SchemaError(
                f"{source}: contents: entries[{number}]: expected a component below "
                f"{len(components)}, got {entry.component}",
                fix="Build the report again.",
            )
    return Contents(
        components=components,
        entries=contents.entries,
        uncompressed_size=layer.uncompressed_size,
    )
