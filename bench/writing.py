"""Numbers and tables as Markdown."""

from collections.abc import Iterable, Sequence

_ESCAPED_BAR = r"\|"

_MEGABYTE = 1_000_000
_KILOBYTE = 1_000

_TWO_DIGITS_BELOW = 10
_ONE_DIGIT_BELOW = 100


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Returns a table, with an empty line after it."""
    return "".join(map(_line, (head, ["---"] * len(head), *rows))) + "\n"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', _ESCAPED_BAR) for cell in cells)} |\n"


def quantity(value: float, unit: str) -> str:
    """Returns a value for the reader: seconds as they are, bytes in decimal units."""
    if unit != "bytes":
        return f"{number(value)} {unit}".strip()
    if abs(value) >= _MEGABYTE:
        return f"{number(value / _MEGABYTE)} MB"
    if abs(value) >= _KILOBYTE:
        return f"{number(value / _KILOBYTE)} kB"
    return f"{value:.0f} bytes"


def number(value: float) -> str:
    """Returns three significant digits, and all of a whole number."""
    if value == int(value):
        return str(int(value))
    if abs(value) < 1:
        return f"{value:.3f}"
    if abs(value) < _TWO_DIGITS_BELOW:
        return f"{value:.2f}"
    return f"{value:.1f}" if abs(value) < _ONE_DIGIT_BELOW else f"{value:.0f}"
