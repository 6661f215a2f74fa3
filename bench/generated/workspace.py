"""Writes a generated workspace: each package a repository of its own, as a hub makes them."""

import random
import shutil
from pathlib import Path

from bench.generated import starlark
from bench.generated.shape import (
    Shape,
    libraries_of_image,
    libraries_of_library,
    packages_of_image,
    packages_of_library,
)

_COMPRESSIBLE_BYTES = 4096


def write_workspace(dest: Path, shape: Shape, rules: Path) -> None:
    """Writes the workspace, or brings one up to date.

    Files that are as they should be are not touched; directories of another shape are deleted.

    Args:
        dest: its directory.
        shape: what is in it.
        rules: a checkout of rules_py_layers, that it depends on.
    """
    stamp = dest / "shape.txt"
    if not stamp.is_file() or stamp.read_text() != repr(shape):
        shutil.rmtree(dest, ignore_errors=True)
    _write(dest / "MODULE.bazel", starlark.module(shape, rules))
    _write(dest / "packages.bzl", starlark.packages_extension(shape))
    _write(dest / ".bazelrc", starlark.BAZELRC)
    _write(dest / "BUILD.bazel", "")
    # Packages are repositories of this workspace and no packages of it.
    _write(dest / ".bazelignore", "packages\n")
    for package in range(shape.packages):
        _write_package(dest / "packages" / starlark.package_name(package), shape, package)
    for library in range(shape.libraries):
        _write_library(dest / "libraries" / f"l{library:04}", shape, library)
    for image in range(shape.images):
        _write_image(dest / "images" / f"i{image:03}", shape, image)
    _write(stamp, repr(shape))


def module_of(dest: Path, package: int, file: int = 0) -> Path:
    """Returns one module of a package."""
    name = starlark.package_name(package)
    return dest / "packages" / name / "site-packages" / name / f"m{file:02}.py"


def _write_package(dest: Path, shape: Shape, package: int) -> None:
    name = starlark.package_name(package)
    _write(dest / "REPO.bazel", "")
    _write(dest / "BUILD.bazel", starlark.package_build(name))
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n"
    _write(dest / "site-packages" / f"{name}-1.0.dist-info" / "METADATA", metadata)
    for file in range(shape.files):
        module = module_of(dest.parents[1], package, file)
        content = _content(shape.file_bytes, seed=f"{name}/{file}")
        if not module.is_file() or module.stat().st_size != len(content):
            module.parent.mkdir(parents=True, exist_ok=True)
            module.write_bytes(content)


def _content(size: int, *, seed: str) -> bytes:
    """Returns the same bytes for one seed, ever: a comment, so that Python could read it."""
    if size <= _COMPRESSIBLE_BYTES:
        return f"# {seed} ".ljust(size - 1, "x").encode() + b"\n"
    return random.Random(seed).randbytes(size)  # noqa: S311  Nothing is secret.


def _write_library(dest: Path, shape: Shape, library: int) -> None:
    dependencies = [
        *(f"//libraries/l{each:04}" for each in libraries_of_library(shape, library)),
        *(starlark.package_label(each) for each in packages_of_library(shape, library)),
    ]
    _write(dest / "BUILD.bazel", starlark.library_build(dest.name, dependencies))
    _write(dest / f"{dest.name}.py", f'"""Library {library}."""\n')


def _write_image(dest: Path, shape: Shape, image: int) -> None:
    dependencies = [
        *(f"//libraries/l{each:04}" for each in libraries_of_image(shape, image)),
        *(starlark.package_label(each) for each in packages_of_image(shape, image)),
    ]
    _write(dest / "BUILD.bazel", starlark.image_build(dest.name, dependencies, shape.budget))
    _write(dest / "main.py", f'"""Image {image}."""\n')


def _write(dest: Path, text: str) -> None:
    if dest.is_file() and dest.read_text() == text:
        return
    dest.parent.mkdir(parents=True, exist_ok=True)
    dest.write_text(text)
