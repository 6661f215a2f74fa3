"""How the tool's tables look: as a table on a terminal, as aligned columns elsewhere."""

import sys
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

Row = Sequence[str]


def print_table(title: str, columns: Row, rows: Sequence[Row], notes: Sequence[str] = ()) -> None:
    """Prints a table to stdout.

    Args:
        title: one line above it.
        columns: their heads; all but the first are of numbers.
        rows: cells as the columns say.
        notes: lines below it.
    """
    if sys.stdout.isatty():
        table = Table(title=Text(title), title_justify="left")
        for position, column in enumerate(columns):
            table.add_column(column, justify="right" if position else "left")
        for row in rows:
            table.add_row(*map(Text, row))  # as it is: "[" in a name is no markup
        console = Console(highlight=False)
        console.print(table)
        for note in notes:
            console.print(note, markup=False, soft_wrap=True)
    else:
        lines = [title, *plain_lines([columns, *rows]), *notes]
        sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


def plain_lines(rows: Sequence[Row]) -> list[str]:
    """Returns columns with two spaces between, the first to the left, the others to the right."""
    widths = [max(map(len, cells)) for cells in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.rjust(width) if position else cell.ljust(width)
            for position, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
