"""What the programs of this folder have in common: options, and how they end."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from e2e.base.errors import DebianError


def parser(prog: str) -> argparse.ArgumentParser:
    """Returns a parser of where from and where to."""
    made = argparse.ArgumentParser(prog=prog)
    made.add_argument("--output", type=Path, required=True, help="an existing directory")
    made.add_argument("--suite", default="", help="default: the machine's own release")
    made.add_argument("--architecture", default="", help="Debian's name; default: the machine's")
    return made


def exit_status(name: str, work: Callable[[], None]) -> int:
    """Does the work; returns 2 if it cannot be done, and says why on stderr."""
    try:
        work()
    except DebianError as error:
        sys.stderr.write(f"{name}: {error}\n")
        return 2
    return 0
