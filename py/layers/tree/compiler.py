"""Compiles modules to marshalled code: what runs in the processes that `bytecode` starts.

Its input is a list of file names and sources, its output one of bytes; `None` where a source does
not compile. It needs nothing but the interpreter, and is not imported but sent.

The bytes depend on source and file name alone. marshal by itself writes, too, whether an object has
one reference or more and whether a string is interned, and both depend on what else the process has
seen.
"""

from __future__ import annotations

import marshal
import sys
import types

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_NO_CODE = (SyntaxError, ValueError, OverflowError, RecursionError, MemoryError)
"""What `compile` raises for a source: other than Python, other encodings, nested too deep."""

_FIELDS = (
    *("co_filename", "co_name", "co_qualname", "co_consts", "co_names", "co_varnames"),
    *("co_cellvars", "co_freevars", "co_linetable", "co_exceptiontable"),
)
"""What code objects refer to: https://docs.python.org/3/reference/datamodel.html#code-objects."""

_TEXTS = ("co_filename", "co_name", "co_qualname", "co_consts")
"""Those that hold strings that may not be interned."""


def compiled(name: str, source: bytes) -> bytes | None:
    """Returns the code of a module.

    Args:
        name: becomes `co_filename`.
        source: as it is on disk.
    """
    try:
        code = compile(source, name, "exec", dont_inherit=True, optimize=0)
    except _NO_CODE:
        return None
    code = _interned(code)
    held = list(_all_of(code))
    data = marshal.dumps(code)
    del held
    return data


def _interned(value: Any) -> Any:
    """Returns an equal value whose strings are all interned: equal ones are one object."""
    if isinstance(value, str):
        return sys.intern(value)
    if isinstance(value, (tuple, frozenset)):
        return type(value)(map(_interned, value))
    if isinstance(value, types.CodeType):
        return value.replace(**{field: _interned(getattr(value, field)) for field in _TEXTS})
    return value


def _all_of(value: object) -> Iterator[object]:
    """Yields all that is marshalled for a value: held, every object has a second reference."""
    yield value
    if isinstance(value, types.CodeType):
        for field in _FIELDS:
            yield from _all_of(getattr(value, field))
    elif isinstance(value, (tuple, frozenset)):
        for item in value:
            yield from _all_of(item)


if __name__ == "__main__":
    files = marshal.load(sys.stdin.buffer)  # noqa: S302 - of the process that started this one
    marshal.dump([compiled(*file) for file in files], sys.stdout.buffer)
