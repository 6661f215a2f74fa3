"""The repository `pythons_hub`: toolchains for all interpreters that modules asked for."""

visibility(["//python/extensions/..."])

_TOOLCHAIN = """
toolchain(
    name = "{name}",
    exec_compatible_with = _HOST,
    target_compatible_with = _HOST,
    target_settings = {settings},
    toolchain = "@{repository}//:python_runtimes",
    toolchain_type = "@bazel_tools//tools/python:toolchain_type",
)
"""

_CPU_BY_ARCH = {"aarch64": "aarch64", "amd64": "x86_64", "x86_64": "x86_64"}

def _toolchain(rank, repository, settings):
    return _TOOLCHAIN.format(
        name = "_{}_{}".format(rank, repository),
        repository = repository,
        settings = repr(settings),
    )

def _toolchains(repository_by_minor, default):
    """Returns the toolchains, in the order of their names: the one without a condition last."""
    setting = "@rules_python//python/config_settings:is_python_{}"
    return [
        _toolchain(0, repository, [setting.format(minor)])
        for minor, repository in repository_by_minor.items()
    ] + [_toolchain(1, repository_by_minor[default], [])]

def _pythons_hub_impl(rctx):
    host = ["@platforms//os:linux", "@platforms//cpu:" + _CPU_BY_ARCH[rctx.os.arch]]
    repositories = rctx.attr.repository_by_minor
    rctx.file("BUILD.bazel", "_HOST = {}\n{}".format(
        repr(host),
        "".join(_toolchains(repositories, rctx.attr.default)),
    ))
    rctx.file("versions.bzl", "DEFAULT_PYTHON_VERSION = {}\n".format(repr(rctx.attr.default)))
    rctx.file("interpreters.bzl", "INTERPRETER_LABELS = {{\n{}}}\n".format("".join([
        "    {}: Label({}),\n".format(repr(name), repr("@{}//:bin/python3".format(name)))
        for name in repositories.values()
    ])))

pythons_hub = repository_rule(
    implementation = _pythons_hub_impl,
    attrs = {
        "default": attr.string(doc = "A key of `repository_by_minor`.", mandatory = True),
        "repository_by_minor": attr.string_dict(mandatory = True),
    },
    doc = "Has a toolchain for each interpreter, the default version and labels of the interpreters.",
)
