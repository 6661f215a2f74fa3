"""The library for zstd, in the one of its wheels that fits the interpreter that runs."""

import functools
from typing import Any

from reports.wheels import import_from_wheels


@functools.cache
def zstandard() -> Any:
    """Returns the module `zstandard`."""
    return import_from_wheels("zstandard", "reports.zstandard_wheels")
