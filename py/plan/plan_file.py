"""The plan file: one assignment of a literal, that Starlark loads and this tool reads again."""

import dataclasses
import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from plan.errors import PlanFileError
from plan.layer_plan import LayerPlan
from plan.starlark import read_assignment

NAME = "LAYER_PLAN"

_TYPES: Mapping[str, type] = {
    "buckets": int,
    "groups": dict,
    "heavy": list,
    "max_layer_bytes": int,
    "order": list,
    "splits": dict,
    "weights": dict,
}

_HEAD = '''\
"""How the packages of this repository share layers. Written by

    {command}

Do not edit it: run that again.
"""

'''


def read_plan(file: Path) -> LayerPlan:
    """Reads a plan file.

    Args:
        file: as `write_plan` makes it; fields may be missing, as they may for `layer_plan`.

    Raises:
        PlanFileError: if it is none. It is not overwritten then, whatever it is.
    """
    try:
        fields = read_assignment(file, NAME)
    except (OSError, ValueError) as error:
        raise PlanFileError(
            f"{file}: expected a plan file, {NAME} = {{…}}, got one that cannot be read",
            evidence=[str(error)],
            fix="Name another file with --out, or delete this one.",
        ) from None
    problems = _problems(fields)
    if problems:
        raise PlanFileError(
            f"{file}: expected the fields {', '.join(_TYPES)}, got others",
            evidence=problems,
            fix="Name another file with --out, or delete this one.",
        )
    return LayerPlan(**({"buckets": 1} | fields))


def _problems(fields: object) -> list[str]:
    if not isinstance(fields, dict):
        return [repr(fields)]
    return [
        f"{field!r}: {value!r}"
        for field, value in fields.items()
        if field not in _TYPES or type(value) is not _TYPES[field]
    ]


def write_plan(plan: LayerPlan, file: Path, *, command: str) -> None:
    """Writes a plan file: whole or not at all, and the same bytes for the same plan.

    Args:
        plan: what it holds.
        file: in a directory that exists.
        command: that makes it, for its docstring.

    Raises:
        PlanFileError: if it cannot be written.
    """
    text = plan_text(plan, command)
    try:
        descriptor, temporary = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
        with os.fdopen(descriptor, "w", encoding="utf-8") as output:
            output.write(text)
        mode = file.stat().st_mode if file.exists() else 0o666 & ~_umask()
        Path(temporary).chmod(mode & 0o777)
        Path(temporary).replace(file)
    except OSError as error:
        raise PlanFileError(
            f"{file}: expected a file that can be written, got {error.strerror!r}",
            fix="Name a file in a directory of the repository with --out.",
        ) from None


def plan_text(plan: LayerPlan, command: str) -> str:
    """Returns the text of a plan file, as buildifier leaves it."""
    fields = {field.name: getattr(plan, field.name) for field in dataclasses.fields(plan)}
    fields = {name: fields[name] for name in sorted(fields)}
    return _HEAD.format(command=command) + f"{NAME} = {_literal(fields, '')}\n"


def _literal(value: Any, indent: str) -> str:
    """Returns a value with one item a line, so that a change of the plan reads well."""
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return _quoted(value)
    inner = f"{indent}    "
    if isinstance(value, Mapping):
        lines = [
            f"{inner}{_quoted(key)}: {_literal(item, inner)},\n" for key, item in value.items()
        ]
        return "{\n" + "".join(lines) + indent + "}" if lines else "{}"
    items: Sequence[Any] = value
    lines = [f"{inner}{_literal(item, inner)},\n" for item in items]
    return "[\n" + "".join(lines) + indent + "]" if lines else "[]"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
