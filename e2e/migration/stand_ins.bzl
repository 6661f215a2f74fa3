"""What a reader has already: a hub of packages as `pip.parse` makes one, and a base as `oci.pull` makes one."""

# Each is a few bytes: what is tested is which layer it is in.
_PACKAGES = {
    "fastapi": ["pydantic"],
    "numpy": [],
    "pydantic": [],
    "torch": ["numpy"],
    "uvicorn": [],
}

_PACKAGE = """\
load("@rules_python//python:defs.bzl", "py_library")

py_library(
    name = "pkg",
    srcs = ["site-packages/{name}/__init__.py"],
    data = ["site-packages/{name}-1.0.dist-info/METADATA"],
    imports = ["site-packages"],
    tags = ["pypi_name={name}", "pypi_version=1.0"],
    visibility = ["//visibility:public"],
    deps = {deps},
)
"""

_ALIAS = """\
alias(
    name = "{name}",
    actual = "@pypi_{name}//:pkg",
    visibility = ["//visibility:public"],
)
"""

_BASE = """\
filegroup(
    name = "{name}",
    srcs = ["layout"],
    visibility = ["//visibility:public"],
)
"""

def _package_impl(rctx):
    name = rctx.attr.package
    deps = ["@pypi_{}//:pkg".format(dep) for dep in rctx.attr.dependencies]
    rctx.file("BUILD.bazel", _PACKAGE.format(deps = deps, name = name))
    rctx.file("site-packages/{}/__init__.py".format(name), "")
    rctx.file(
        "site-packages/{}-1.0.dist-info/METADATA".format(name),
        "Metadata-Version: 2.1\nName: {}\nVersion: 1.0\n".format(name),
    )

_package = repository_rule(
    implementation = _package_impl,
    attrs = {
        "dependencies": attr.string_list(),
        "package": attr.string(),
    },
)

def _hub_impl(rctx):
    rctx.file("BUILD.bazel", "")
    for name in rctx.attr.packages:
        rctx.file(name + "/BUILD.bazel", _ALIAS.format(name = name))

_hub = repository_rule(
    implementation = _hub_impl,
    attrs = {"packages": attr.string_list()},
)

def _base_impl(rctx):
    rctx.symlink(rctx.path(rctx.attr.oci_layout).dirname, "layout")
    rctx.file("BUILD.bazel", _BASE.format(name = rctx.attr.target))

_base = repository_rule(
    implementation = _base_impl,
    attrs = {
        "oci_layout": attr.label(),
        "target": attr.string(),
    },
)

def _stand_ins_impl(_module_ctx):
    for name, dependencies in _PACKAGES.items():
        _package(name = "pypi_" + name, dependencies = dependencies, package = name)
    _hub(name = "pypi", packages = _PACKAGES.keys())
    _base(
        name = "distroless_base",
        oci_layout = Label("@debian_base//:layout/oci-layout"),
        target = "distroless_base",
    )

stand_ins = module_extension(implementation = _stand_ins_impl)
