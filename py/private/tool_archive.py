"""Writes the archive that a tool starts from: its modules, and what they import of the stdlib.

Toolchains ship no bytecode and actions leave none behind: each start would compile the tool and
half of the standard library anew. An archive is one input of a sandbox, where modules are many.

    OUT ROOT WHEELS SRC…

`SRC…` are below `ROOT`: modules, and what `pkgutil.get_data` reads beside them; `WHEELS` is JSON,
import roots of wheels by tag: "cp311", "abi3", "py3". The archive holds bytecode for this
interpreter in a directory named after it, and the sources below `src`, for an interpreter that is
not the same in every digit.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import json
import marshal
import pkgutil
import sys
import zipfile
from pathlib import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_UNCHECKED = 1
"""Flags of bytecode that is never compared with its source: https://peps.python.org/pep-0552/."""

_TIME = (1980, 1, 1, 0, 0, 0)
"""The first that an archive can hold."""

_TOO_OLD = """\
layers: error: expected Python 3.11 or newer on the exec platform, got %d.%d.
Register a newer Python toolchain: python.toolchain(python_version = ...)."""


def main(argv: Sequence[str]) -> None:
    """Writes the archive."""
    if sys.version_info < (3, 11):  # noqa: UP036 - the toolchain is the user's
        sys.exit(_TOO_OLD % sys.version_info[:2])
    out, root, wheels, *srcs = argv
    files = {src.removeprefix(f"{root}/"): src for src in sorted(srcs)}
    tool = {dest: src for dest, src in files.items() if dest.endswith(".py")}
    roots_by_tag = json.loads(wheels)
    x_y = "{}{}".format(*sys.version_info)
    roots = [at for tag in ("py3", "abi3", f"cp{x_y}") for at in roots_by_tag.get(tag, [])]
    _import_all(root, tool, roots)
    stdlib = dict(_imported_from(str(Path(json.__file__).parents[1])))
    here = f"{sys.implementation.cache_tag}-{sys.hexversion:x}"
    held = {f"src/{dest}": Path(src).read_bytes() for dest, src in files.items()}
    held |= {f"{here}/{dest}": held[f"src/{dest}"] for dest in files.keys() - tool.keys()}
    for dest, src in {**stdlib, **tool}.items():
        held[f"{here}/{dest}c"] = _bytecode(Path(src).read_bytes(), tool.get(dest, dest))
    with zipfile.ZipFile(out, "w") as archive:
        for dest in sorted(held):
            archive.writestr(zipfile.ZipInfo(dest, _TIME), held[dest])


def _import_all(root: str, tool: Iterable[str], wheels: Sequence[str]) -> None:
    """Imports the tool, and of its wheels what they have at the top."""
    sys.path[:0] = [root, *wheels]
    for dest in tool:
        importlib.import_module(
            dest.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        )
    for module in pkgutil.iter_modules(wheels):
        with contextlib.suppress(ImportError):
            importlib.import_module(module.name)


def _imported_from(directory: str) -> Iterator[tuple[str, str]]:
    """Yields the modules of a directory that were imported: below it, and as they are on disk."""
    for name in sorted(sys.modules):
        spec = getattr(sys.modules[name], "__spec__", None)
        src = str(spec.origin) if spec and spec.has_location else ""
        if src.startswith(f"{directory}/") and src.endswith(".py"):
            yield src.removeprefix(f"{directory}/"), src


def _bytecode(source: bytes, name: str) -> bytes:
    code = compile(source, name, "exec", dont_inherit=True)
    head = importlib.util.MAGIC_NUMBER + _UNCHECKED.to_bytes(4, "little")
    return head + importlib.util.source_hash(source) + marshal.dumps(code)


if __name__ == "__main__":
    main(sys.argv[1:])
