"""An internal library: lives outside the app's package and reads a data file through runfiles."""

import os
from pathlib import Path


def greet(name: str) -> str:
    """Returns a greeting for one person."""
    return f"Hello, {name}!"


def motto() -> str:
    """Returns the first line of the data file."""
    runfiles = Path(os.environ["RUNFILES_DIR"])
    return (runfiles / "_main" / "e2e" / "greeting" / "motto.txt").read_text().strip()
