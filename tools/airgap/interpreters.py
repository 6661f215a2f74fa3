"""Makes relocatable CPythons and the packages that wheels are installed with."""

import hashlib
import pathlib
import shutil
import zipfile

from airgap import recipe
from airgap.errors import AirgapError

PYTHONS = "usr/lib/airgap/pythons"
WHEELS = "usr/lib/airgap/wheels"

_LEFT_OUT = ("__pycache__", "test", "tests", "sitecustomize.py", "EXTERNALLY-MANAGED", "config-*")
"""Tests, a link that dangles, a marker against pip, and what only embedding programs need."""

_FROM_WHEELS = ("pip", "setuptools")
"""Debian's wheels instead of those of rules_python 0.22, which end at Python 3.11."""

_FROM_PACKAGES = ("installer",)

_EMPTY = (
    *("build", "click", "colorama", "importlib_metadata", "more_itertools", "packaging"),
    *("pep517", "pip_tools", "tomli", "wheel", "zipp"),
)
"""Only compile_pip_requirements loads these; empty, they need no download."""

PACKAGES = (*_FROM_WHEELS, *_FROM_PACKAGES, *_EMPTY)

_NO_PACKAGE = """\
bazelw {root}: the Debian packages must bring the Python package {name!r}, got nothing.
  looked at usr/share/python-wheels and usr/lib/python3/dist-packages
Bring the packages in tools/airgap/recipe.py up to date with Debian."""

_BUILD = """\
load("@rules_python//python:defs.bzl", "py_library")

package(default_visibility = ["//visibility:public"])

py_library(
    name = "lib",
    srcs = glob(["**/*.py"], allow_empty = True),
    data = glob(["**"], allow_empty = True, exclude = ["**/*.py", "**/*.pyc"]),
    imports = ["."],
)
"""


def install(root: pathlib.Path, python_root: pathlib.Path) -> None:
    """Puts interpreters and packages into a root.

    Args:
        root: where Bazel will run; it has the interpreters of its own suite.
        python_root: the extracted packages of the older interpreter.
    """
    install_python(python_root, recipe.PYTHON_SUITE_MINOR, root)
    for minor in recipe.BAZEL_SUITE_MINORS:
        install_python(root, minor, root)
    for name in PACKAGES:
        _install_package(root, name)


def install_python(src_root: pathlib.Path, minor: str, root: pathlib.Path) -> None:
    """Copies bin/pythonX.Y and lib/pythonX.Y, which find each other at any prefix."""
    dest = root / PYTHONS / minor
    name = f"python{minor}"
    (dest / "bin").mkdir(parents=True)
    shutil.copy2(src_root / "usr/bin" / name, dest / "bin" / name)
    (dest / "bin/python3").symlink_to(name)
    (dest / "bin/python").symlink_to(name)
    shutil.copytree(
        src_root / "usr/lib" / name,
        dest / "lib" / name,
        symlinks=True,
        ignore=shutil.ignore_patterns(*_LEFT_OUT),
    )


def fingerprint(root: pathlib.Path, minor: str) -> str:
    """Returns what changes when a file of the interpreter does."""
    tree = root / PYTHONS / minor
    total = hashlib.sha256()
    for src in sorted(tree.rglob("*")):
        content = str(src.readlink()).encode() if src.is_symlink() else b""
        if src.is_file() and not src.is_symlink():
            content = hashlib.sha256(src.read_bytes()).digest()
        total.update(f"{src.relative_to(tree)}\n".encode() + content)
    return total.hexdigest()[:16]


def _install_package(root: pathlib.Path, name: str) -> None:
    dest = root / WHEELS / name
    dest.mkdir(parents=True)
    if name in _FROM_WHEELS:
        for src in (root / "usr/share/python-wheels").glob(f"{name}-*.whl"):
            zipfile.ZipFile(src).extractall(dest)
    elif name in _FROM_PACKAGES:
        for src in (root / "usr/lib/python3/dist-packages").glob(f"{name}*"):
            shutil.copytree(src, dest / src.name, ignore=shutil.ignore_patterns("__pycache__"))
    if name not in _EMPTY and not any(dest.iterdir()):
        raise AirgapError(_NO_PACKAGE.format(name=name, root=root))
    (dest / "BUILD.bazel").write_text(_BUILD)
    (dest / "REPO.bazel").touch()
