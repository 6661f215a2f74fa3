"""How rows look: as a table on a terminal, as aligned columns in a file, as Markdown."""

import dataclasses
from collections.abc import Sequence

import rich.table
from layers.markdown import markdown_row, markdown_text
from layers.printable import printable
from rich.text import Text

Row = tuple[str, ...]


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """One column."""

    title: str
    number: bool = False
    """Right aligned."""

    wraps: bool = False
    """Narrow terminals break it into lines; others stay whole."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """Rows below a title."""

    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Row]
    total: Row | None = None
    """The last row, set apart."""


def rich_table(table: Table) -> rich.table.Table:
    """Returns the table for a terminal."""
    shown = rich.table.Table(
        title=Text(table.title), title_justify="left", show_footer=table.total is not None
    )
    for number, column in enumerate(table.columns):
        shown.add_column(
            column.title,
            footer=Text(table.total[number]) if table.total else "",
            justify="right" if column.number else "left",
            no_wrap=not column.wraps,
            overflow="fold",
        )
    for row in table.rows:
        # As it is: "[" in a name is no markup.
        shown.add_row(*(Text(printable(cell)) for cell in row))
    return shown


def plain_lines(table: Table) -> list[str]:
    """Returns columns with two spaces between, without a space at the end of a line."""
    rows = [*table.rows, *([table.total] if table.total else [])]
    titles = tuple(column.title for column in table.columns)
    lines = [titles, *(tuple(map(printable, row)) for row in rows)]
    widths = [max(map(len, cells)) for cells in zip(*lines, strict=True)]
    return [
        *([table.title] if table.title else []),
        *(
            "  ".join(
                cell.rjust(width) if column.number else cell.ljust(width)
                for cell, width, column in zip(row, widths, table.columns, strict=True)
            ).rstrip()
            for row in lines
        ),
    ]


def markdown_lines(table: Table) -> list[str]:
    """Returns a table of GitHub's Markdown, its title in bold above it."""
    rows = [*table.rows, *([table.total] if table.total else [])]
    return [
        *([f"**{markdown_text(table.title)}**", ""] if table.title else []),
        markdown_row(tuple(column.title for column in table.columns)),
        markdown_row(tuple("---:" if column.number else "---" for column in table.columns)),
        *(markdown_row(tuple(map(markdown_text, row))) for row in rows),
        "",
    ]
