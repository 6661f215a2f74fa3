"""What goes to stdout: tables and notes for people, JSON for programs."""

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from layers.printable import printable
from rich.console import Console

from reports.tables import Table, plain_lines, rich_table


def print_tables(tables: Sequence[Table], notes: Iterable[str] = ()) -> None:
    """Prints tables: with lines and colour on a terminal, as aligned columns elsewhere.

    Args:
        tables: one below the other; those without rows are left out.
        notes: lines below them.
    """
    shown = [table for table in tables if table.rows]
    if sys.stdout.isatty():
        console = Console(highlight=False)
        for table in shown:
            console.print(rich_table(table))
        for note in notes:
            console.print(printable(note), markup=False, soft_wrap=True)
        return
    lines: list[str] = []
    for table in shown:
        lines += [*([""] if lines else []), *plain_lines(table)]
    print_lines([*lines, *notes])


def print_json(value: Any) -> None:
    """Prints one value, indented, its keys as they are.

    A name in an image that others built may not be UTF-8: then a byte stands as the escape of a
    surrogate, which JSON has and an output has not.
    """
    text = json.dumps(value, indent=2, ensure_ascii=False)
    sys.stdout.write(text.encode(errors="backslashreplace").decode() + "\n")
    sys.stdout.flush()


def print_lines(lines: Iterable[str]) -> None:
    """Prints lines at once, so that a reader that leaves is noticed here."""
    sys.stdout.write("".join(f"{printable(line)}\n" for line in lines))
    sys.stdout.flush()


def counted(count: int, noun: str) -> str:
    """Returns "1 layer" or "2 layers"."""
    return f"{count:,} {noun}{'s' * (count != 1)}"
