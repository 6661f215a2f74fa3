"""The library for zstd, in the one of its wheels that fits the interpreter that runs."""

import functools
import importlib
import sys
from pathlib import Path
from typing import Any


@functools.cache
def zstandard() -> Any:
    """Returns the module `zstandard`: of the program's own wheels, or what is installed."""
    try:
        wheels = importlib.import_module("reports.zstandard_wheels")
    except ModuleNotFoundError:  # outside Bazel, which makes it
        return importlib.import_module("zstandard")
    runfiles = Path(str(wheels.__file__)).parents[3]
    tag = "cp{}{}".format(*sys.version_info)
    sys.path.insert(0, str(runfiles / wheels.ROOTS[tag]))
    try:
        return importlib.import_module("zstandard")
    finally:
        sys.path.pop(0)
