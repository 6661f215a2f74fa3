"""`reports show`: the layers of one image, one row each."""

import argparse
import json
import sys
from typing import Any

from google.protobuf import json_format
from rich.console import Console

from reports.images import base_of
from reports.reading import read_report
from reports.schema import layer_pb2
from reports.sizes import human_size
from reports.table import counted_layers, layer_rows, plain_lines, rich_table, total_row


def add_command(commands: Any) -> None:
    """Adds the command to a parser.

    Args:
        commands: what `ArgumentParser.add_subparsers` returns.
    """
    parser = commands.add_parser(
        "show",
        help="print the layers of an image",
        description=__doc__,
        epilog="On a terminal: a table. Elsewhere: aligned columns with full digests.",
        allow_abbrev=False,
    )
    parser.add_argument("report", metavar="REPORT.json", help="a file that ends in .layers.json")
    parser.add_argument("--image", metavar="DIR", help="the OCI layout that has these layers")
    parser.add_argument("--json", action="store_true", help="print the report itself, indented")
    parser.add_argument("--no-trunc", action="store_true", help="print full digests")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Prints a report.

    Args:
        options: what `add_command` asks for.

    Raises:
        LayersError: if the report or the image is not what it must be.
    """
    report = read_report(options.report)
    notes = _notes(report, options.image)
    if options.image:
        report.image = options.image
    if options.json:
        _print([_json(report)])
    elif sys.stdout.isatty():
        rows = layer_rows(report, full_digest=options.no_trunc)
        console = Console(highlight=False)
        console.print(rich_table(report.label, rows, total_row(report)))
        for note in notes:
            console.print(note, markup=False, soft_wrap=True)
    else:
        rows = layer_rows(report, full_digest=True)
        _print([report.label, *plain_lines([*rows, total_row(report)]), *notes])


def _notes(report: layer_pb2.Report, image: str | None) -> list[str]:
    """Returns what stands below the table: base, image, and what no layer holds."""
    notes = []
    if image:
        base = base_of(image, [layer.digest for layer in report.layers])
        size = f", {human_size(sum(base))} compressed" if base else ""
        notes.append(f"base: {counted_layers(len(base)) if base else 'none'}{size}")
    if image or report.image:
        notes.append(f"image: {image or report.image}")
    if report.duplicates:
        count = len(report.duplicates)
        notes.append(f"in several layers, same bytes: {count} file{'s' * (count > 1)}")
    if report.replaced:
        count = len(report.replaced)
        notes.append(f"replaced by the layout: {count} runfile{'s' * (count > 1)}")
    return notes


def _json(report: layer_pb2.Report) -> str:
    """Returns the report as on disk, but for indentation: 64-bit integers are numbers."""
    value = json_format.MessageToDict(report, preserving_proto_field_name=True)
    return json.dumps(_numbers(value), indent=2, sort_keys=True, ensure_ascii=False)


def _numbers(value: Any, field: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _numbers(item, name) for name, item in value.items()}
    if isinstance(value, list):
        return [_numbers(item) for item in value]
    return int(value) if field.endswith(("size", "count")) else value


def _print(lines: list[str]) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()
