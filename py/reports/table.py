"""How layers look: the same rows as a table on a terminal, or as plain columns for a file."""

import dataclasses
from collections.abc import Iterable, Sequence

from rich.table import Table
from rich.text import Text

from reports.schema import layer_pb2
from reports.sizes import human_size

_SHORT_DIGEST = len("sha256:") + 12


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """One column of the table."""

    title: str
    number: bool = False
    """Right aligned."""


COLUMNS = (
    Column(title="#", number=True),
    Column(title="origin"),
    Column(title="layer"),
    Column(title="files", number=True),
    Column(title="raw", number=True),
    Column(title="compressed", number=True),
    Column(title="digest"),
)
"""What is told of a layer; "raw" is its tar."""

Row = tuple[str, ...]


def layer_rows(report: layer_pb2.Report, *, full_digest: bool) -> list[Row]:
    """Returns one row per layer, in order, as `COLUMNS` say.

    Args:
        report: the layers.
        full_digest: not only the first 12 hex digits.
    """
    return [
        (
            str(position),
            layer_pb2.Origin.Name(layer.layer.origin),
            _name(layer),
            str(layer.file_count),
            human_size(layer.uncompressed_size),
            human_size(layer.size),
            layer.digest if full_digest else layer.digest[:_SHORT_DIGEST],
        )
        for position, layer in enumerate(report.layers, start=1)
    ]


def total_row(report: layer_pb2.Report) -> Row:
    """Returns the sums of all layers, as `COLUMNS` say."""
    return (
        "",
        "total",
        counted_layers(len(report.layers)),
        str(report.file_count),
        human_size(report.uncompressed_size),
        human_size(report.size),
        "",
    )


def counted_layers(count: int) -> str:
    """Returns "1 layer" or "2 layers"."""
    return f"{count} layer{'s' * (count != 1)}"


def rich_table(title: str, rows: Iterable[Row], total: Row) -> Table:
    """Returns the table for a terminal."""
    table = Table(title=Text(title), title_justify="left", show_footer=True)
    for column, footer in zip(COLUMNS, total, strict=True):
        table.add_column(
            column.title,
            footer=footer,
            justify="right" if column.number else "left",
            no_wrap=column.title != "layer",
            overflow="fold",
        )
    for row in rows:
        table.add_row(*map(Text, row))  # as it is: "[" in a name is no markup
    return table


def plain_lines(rows: Sequence[Row]) -> list[str]:
    """Returns columns with two spaces between, without a space at the end of a line."""
    table = [tuple(column.title for column in COLUMNS), *rows]
    widths = [max(map(len, cells)) for cells in zip(*table, strict=True)]
    return [
        "  ".join(
            cell.rjust(width) if column.number else cell.ljust(width)
            for cell, width, column in zip(row, widths, COLUMNS, strict=True)
        ).rstrip()
        for row in table
    ]


def _name(layer: layer_pb2.Descriptor) -> str:
    """Returns name and version; of a package's part, which; of joined components, how many."""
    component = layer.layer
    if not component.name and len(layer.components) == 1:
        component = layer.components[0]
    name = component.name or component.label
    words = [name, *([component.version] if component.version else [])]
    if component.part:
        words.append(f"(part {component.part})")
    if len(layer.components) > 1:
        words.append(f"({len(layer.components)} components)")
    return " ".join(words)
