"""How a Starlark file that holds nothing but data is read: its values are Python literals."""

import ast
from pathlib import Path
from typing import Any


def read_assignment(source: Path, name: str) -> Any:
    """Returns the value that a file assigns to a name.

    Args:
        source: a `.bzl` file, in which that value is a literal.
        name: on the left of a `=` that begins a line.

    Raises:
        OSError: if the file cannot be read.
        ValueError: if it is no text, not Starlark, does not assign the name, or not a literal.
    """
    text = source.read_text(encoding="utf-8")
    try:
        statements = ast.parse(text).body
    except SyntaxError as error:
        raise ValueError(str(error)) from None
    for statement in statements:
        if isinstance(statement, ast.Assign) and [name] == [_name(t) for t in statement.targets]:
            return ast.literal_eval(statement.value)
    raise ValueError(f"no line that begins with {name} =")


def _name(target: ast.expr) -> str:
    return target.id if isinstance(target, ast.Name) else ""
