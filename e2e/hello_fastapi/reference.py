"""The reference of the image: a venv that pip fills from the same lock."""

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pip

_PIP = ("--no-cache-dir", "--no-compile", "--only-binary=:all:", "--require-hashes")


def make_venv(dest: Path, lock: Path, packages: Sequence[str]) -> Path:
    """Makes a venv with packages and what they require, as pip finds it.

    Args:
        dest: does not exist yet.
        lock: every version and hash that pip may take.
        packages: what the program depends on.

    Returns:
        The interpreter of the venv.
    """
    requirements = dest.with_name("requirements.txt")
    requirements.write_text("".join(_line_of(lock, package) for package in packages))
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(dest)], check=True)
    python = dest / "bin/python"
    words = ("-m", "pip", "install", *_PIP, "--requirement", requirements, "--constraint", lock)
    import_root = Path(pip.__file__).parents[1]
    env = {**os.environ, "PYTHONPATH": str(import_root)}
    subprocess.run([str(word) for word in (python, *words)], env=env, check=True)
    return python


def _line_of(lock: Path, package: str) -> str:
    """Returns what a lock says of one package: hashes must stand beside a requirement itself."""
    match = re.search(
        rf"^{re.escape(package)}==.*?[^\\]\n", lock.read_text(), re.MULTILINE | re.DOTALL
    )
    assert match, package
    return match[0]
