"""A hundred packages of 1 kB: the layers are small, so what is measured is the image."""

PACKAGES = ["p" + ("000" + str(number))[-3:] for number in range(100)]

_PACKAGE = """\
load("@rules_python//python:defs.bzl", "py_library")

py_library(
    name = "pkg",
    srcs = ["site-packages/{name}/__init__.py"],
    data = ["site-packages/{name}-1.0.dist-info/METADATA"],
    imports = ["site-packages"],
    tags = ["pypi_name={name}", "pypi_version=1.0"],
    visibility = ["//visibility:public"],
)
"""

_ALIAS = """\
alias(
    name = "{name}",
    actual = "@{name}//:pkg",
    visibility = ["//visibility:public"],
)
"""

def _package_impl(rctx):
    name = rctx.attr.package
    rctx.file("BUILD.bazel", _PACKAGE.format(name = name))
    rctx.file("site-packages/{}/__init__.py".format(name), "# {} {}\n".format(name, "x" * 1000))
    rctx.file(
        "site-packages/{}-1.0.dist-info/METADATA".format(name),
        "Metadata-Version: 2.1\nName: {}\nVersion: 1.0\n".format(name),
    )

_package = repository_rule(
    implementation = _package_impl,
    attrs = {"package": attr.string()},
)

def _hub_impl(rctx):
    rctx.file("BUILD.bazel", "\n".join([_ALIAS.format(name = name) for name in rctx.attr.packages]))

_hub = repository_rule(
    implementation = _hub_impl,
    attrs = {"packages": attr.string_list()},
)

def _packages_impl(_module_ctx):
    for name in PACKAGES:
        _package(name = name, package = name)
    _hub(name = "bench_packages", packages = PACKAGES)

packages = module_extension(implementation = _packages_impl)
