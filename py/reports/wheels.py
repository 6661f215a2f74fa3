"""Compiled libraries, in the one of their wheels that fits the interpreter that runs."""

import importlib
import sys
from pathlib import Path
from typing import Any


def import_from_wheels(name: str, wheels_module: str) -> Any:
    """Returns a module: of the program's own wheels, or what is installed.

    Args:
        name: of the module.
        wheels_module: made by `wheels_by_python` for programs; a `py_tool` has none.
    """
    try:
        wheels = importlib.import_module(wheels_module)
    except ModuleNotFoundError:
        return importlib.import_module(name)
    depth = wheels_module.count(".") + 2  # below the runfiles: repository, "py", package
    runfiles = Path(str(wheels.__file__)).parents[depth]
    tag = "cp{}{}".format(*sys.version_info)
    sys.path.insert(0, str(runfiles / wheels.ROOTS[tag]))
    try:
        return importlib.import_module(name)
    finally:
        sys.path.pop(0)
