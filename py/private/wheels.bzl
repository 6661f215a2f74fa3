"""The wheels that the tools themselves run with, pinned by hash, apart from every hub of the user.

A module extension of our own, because the tag classes of rules_python's `pip` differ between the
versions we support, and because a tool of a rule set must not need a Python of a given version: the
same wheel is here for each Python, and the interpreter that runs picks its own.
"""

visibility("public")

_LOCK = Label("//py:requirements_tools.lock.json")

_PLATFORMS = {
    "linux_aarch64": ["@platforms//os:linux", "@platforms//cpu:aarch64"],
    "linux_x86_64": ["@platforms//os:linux", "@platforms//cpu:x86_64"],
    "macos_aarch64": ["@platforms//os:macos", "@platforms//cpu:aarch64"],
    "macos_x86_64": ["@platforms//os:macos", "@platforms//cpu:x86_64"],
}

_WHEEL_BUILD = """\
load("@rules_python//python:defs.bzl", "py_library")

package(default_visibility = ["//visibility:public"])

_FILES = glob(["**"], exclude = ["BUILD.bazel", "REPO.bazel", "WORKSPACE", "**/*.pyc"])

filegroup(
    name = "files",
    srcs = _FILES,
)

py_library(
    name = "lib",
    srcs = [file for file in _FILES if file.endswith(".py")],
    data = [file for file in _FILES if not file.endswith(".py")],
    imports = ["."],
)
"""

_HUB_HEAD = """\
package(default_visibility = ["//visibility:public"])
"""

_SETTING = """
config_setting(
    name = "{platform}",
    constraint_values = {constraints},
)
"""

_ALIAS = """
alias(
    name = "{name}",
    actual = {actual},
)
"""

def _wheel_impl(repository_ctx):
    attr = repository_ctx.attr
    repository_ctx.download_and_extract(url = attr.url, sha256 = attr.sha256, type = "zip")
    repository_ctx.file("BUILD.bazel", _WHEEL_BUILD)

_wheel = repository_rule(
    implementation = _wheel_impl,
    doc = "One wheel, unpacked.",
    attrs = {
        "sha256": attr.string(mandatory = True),
        "url": attr.string(mandatory = True),
    },
)

def _hub_impl(repository_ctx):
    parts = [_HUB_HEAD]
    for platform, constraints in _PLATFORMS.items():
        parts.append(_SETTING.format(constraints = repr(constraints), platform = platform))
    for name, repositories in json.decode(repository_ctx.attr.wheels).items():
        for kind in ["files", "lib"]:
            labels = {
                platform if platform == "any" else ":" + platform: "@{}//:{}".format(repository, kind)
                for platform, repository in repositories.items()
            }
            actual = repr(labels["any"]) if "any" in labels else "select({})".format(repr(labels))
            parts.append(_ALIAS.format(actual = actual, name = "{}_{}".format(name, kind)))
    repository_ctx.file("BUILD.bazel", "".join(parts))

_hub = repository_rule(
    implementation = _hub_impl,
    doc = "One name per wheel, whatever the platform: `zstandard_cp311_files`, `rich_py3_lib`.",
    attrs = {"wheels": attr.string(mandatory = True)},
)

def _wheels_impl(module_ctx):
    repositories_by_name = {}
    for wheel in json.decode(module_ctx.read(_LOCK))["wheels"]:
        name = "{}_{}".format(wheel["name"].replace("-", "_"), wheel["python"])
        repository = "rules_py_layers_{}_{}".format(name, wheel["platform"])
        _wheel(name = repository, sha256 = wheel["sha256"], url = wheel["url"])
        repositories_by_name.setdefault(name, {})[wheel["platform"]] = repository
    _hub(name = "rules_py_layers_wheels", wheels = json.encode(repositories_by_name))

wheels = module_extension(
    implementation = _wheels_impl,
    doc = "Makes `@rules_py_layers_wheels` from the lock file.",
)
