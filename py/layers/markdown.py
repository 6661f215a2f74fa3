"""Text and rows of tables in GitHub's Markdown.

Source: https://github.github.com/gfm/#tables-extension-
"""

from __future__ import annotations

from layers.printable import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_SPECIAL = "\\`*_{}[]<>|~&"


def markdown_text(text: str) -> str:
    """Returns a text that Markdown shows as it is, on one line: names hold anything."""
    escaped = "".join(f"\\{c}" if c in _SPECIAL else c for c in text)
    return printable(" ".join(escaped.split()))


def markdown_row(cells: Sequence[str]) -> str:
    """Returns a row of cells that are Markdown already."""
    return f"| {' | '.join(cells)} |"
