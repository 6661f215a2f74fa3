"""What the actions after the layers read: the plan, and what the layers in it say."""

from __future__ import annotations

from pathlib import Path

from layers.records import Descriptor, Plan, Runfile, decode
from layers.serving.execution_root import located

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeVar

    R = TypeVar("R")


def read_record(kind: type[R], src: str) -> R:
    """Reads a file that holds one record.

    Raises:
        SchemaError: if it does not.
    """
    return decode(kind, Path(located(src)).read_text(encoding="utf-8"), src)


def read_descriptors(plan: Plan) -> tuple[Descriptor, ...]:
    """Reads what every layer of a plan says about itself, in the order of the plan.

    Raises:
        SchemaError: if a file is not a descriptor.
    """
    return tuple(read_record(Descriptor, layer.descriptor) for layer in plan.layers)


def read_runfiles(src: str) -> tuple[Runfile, ...]:
    """Reads the runfiles of a binary: one per line.

    Raises:
        SchemaError: if a line is not one.
    """
    return read_records(Runfile, src)


def read_records(kind: type[R], src: str) -> tuple[R, ...]:
    """Reads a file with one record on each line.

    Raises:
        SchemaError: if a line is not one.
    """
    with Path(located(src)).open(encoding="utf-8") as lines:
        return tuple(decode(kind, line, f"{src}:{n}") for n, line in enumerate(lines, start=1))
