"""The Starlark of a generated workspace."""

from collections.abc import Sequence
from pathlib import Path

from bench.generated.shape import Shape

BAZELRC = """\
build --incompatible_default_to_explicit_init_py
build --@rules_py_layers//layering:python_version=3.11
"""

_MODULE = """\
module(name = "generated_{name}")

bazel_dep(name = "rules_py_layers")
local_path_override(module_name = "rules_py_layers", path = "{rules}")

bazel_dep(name = "rules_python", version = "1.6.3")

python = use_extension("@rules_python//python/extensions:python.bzl", "python")
python.toolchain(ignore_root_user_error = True, is_default = True, python_version = "3.11")

packages = use_extension("//:packages.bzl", "packages")
use_repo(packages, {packages})
"""

_EXTENSION = """\
load("@bazel_tools//tools/build_defs/repo:local.bzl", "local_repository")

def _packages_impl(module_ctx):
    packages = module_ctx.path(Label("//:packages.bzl")).dirname.get_child("packages")
    for number in range({count}):
        name = "p" + ("000" + str(number))[-3:]
        local_repository(name = name, path = str(packages.get_child(name)))

packages = module_extension(implementation = _packages_impl)
"""

_PACKAGE = """\
load("@rules_python//python:defs.bzl", "py_library")

py_library(
    name = "{name}",
    srcs = glob(["site-packages/**/*.py"]),
    data = glob(["site-packages/**"], exclude = ["**/*.py"]),
    imports = ["site-packages"],
    tags = ["pypi_name={name}", "pypi_version=1.0"],
    visibility = ["//visibility:public"],
)
"""

_LIBRARY = """\
load("@rules_python//python:defs.bzl", "py_library")

py_library(
    name = "{name}",
    srcs = ["{name}.py"],
    visibility = ["//visibility:public"],
    deps = {dependencies},
)
"""

_IMAGE = """\
load("@rules_py_layers//layering:defs.bzl", "release_app")
load("@rules_python//python:defs.bzl", "py_binary")

py_binary(
    name = "{name}",
    srcs = ["main.py"],
    main = "main.py",
    deps = {dependencies},
)

release_app(
    name = "{name}",
    auto_layers = True,
    budget = {budget},
    cacerts = None,
)
"""


def package_name(package: int) -> str:
    """Returns what a package and its repository are called."""
    return f"p{package:03}"


def package_label(package: int) -> str:
    """Returns the target of a package."""
    return f"@{package_name(package)}"


def module(shape: Shape, rules: Path) -> str:
    """Returns MODULE.bazel."""
    names = ", ".join(f'"{package_name(package)}"' for package in range(shape.packages))
    return _MODULE.format(name=shape.name, packages=names, rules=rules)


def packages_extension(shape: Shape) -> str:
    """Returns the module extension that makes a repository of each package."""
    return _EXTENSION.format(count=shape.packages)


def package_build(name: str) -> str:
    """Returns the BUILD file of a package."""
    return _PACKAGE.format(name=name)


def library_build(name: str, dependencies: Sequence[str]) -> str:
    """Returns the BUILD file of a library."""
    return _LIBRARY.format(name=name, dependencies=_list(dependencies))


def image_build(name: str, dependencies: Sequence[str], budget: int) -> str:
    """Returns the BUILD file of an image."""
    return _IMAGE.format(name=name, dependencies=_list(dependencies), budget=budget)


def _list(labels: Sequence[str]) -> str:
    return "[" + ", ".join(f'"{label}"' for label in labels) + "]"
