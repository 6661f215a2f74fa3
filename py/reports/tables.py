"""How rows look: as a table on a terminal, as aligned columns in a file, as Markdown."""

import dataclasses
from collections.abc import Sequence

import rich.table
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


def printable(text: str) -> str:
    """Escapes what would drive a terminal: names of files hold anything."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


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
    """Returns a table of GitHub's Markdown, its title in bold above it.

    Source: https://github.github.com/gfm/#tables-extension-
    """
    rows = [*table.rows, *([table.total] if table.total else [])]
    return [
        *([f"**{markdown_text(table.title)}**", ""] if table.title else []),
        _markdown_row(tuple(column.title for column in table.columns)),
        _markdown_row(tuple("---:" if column.number else "---" for column in table.columns)),
        *(_markdown_row(tuple(map(markdown_text, row))) for row in rows),
        "",
    ]


def markdown_text(text: str) -> str:
    """Returns a text that Markdown shows as it is, on one line."""
    special = "\\`*_{}[]<>|~&"
    escaped = "".join(f"\\{c}" if c in special else c for c in text)
    return printable(" ".join(escaped.split()))


def _markdown_row(cells: Row) -> str:
    return f"| {' | '.join(cells)} |"
