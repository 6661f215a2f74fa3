"""The repository that `pip.parse(hub_name = …)` names: aliases to the wheels of each Python."""

visibility(["//python/extensions/..."])

_PACKAGE = 'package(default_visibility = ["//visibility:public"])\n'

_ALIAS = """
alias(
    name = {name},
    actual = {actual},
)
"""

# The packages of the lock file, as labels.
_REQUIREMENTS = '''\

_PACKAGES = {packages}

def _labels(target):
    return [str(Label("//" + package + ":" + target)) for package in _PACKAGES]

all_requirements = _labels("pkg")
all_whl_requirements = _labels("whl")
all_data_requirements = _labels("data")
all_whl_requirements_by_package = dict(zip(_PACKAGES, all_whl_requirements))

def _label(name, target):
    package = name.replace("-", "_").replace(".", "_").lower()
    return str(Label("//" + package + ":" + target))

def requirement(name):
    return _label(name, "pkg")

def whl_requirement(name):
    return _label(name, "whl")

def data_requirement(name):
    return _label(name, "data")

def dist_info_requirement(name):
    return _label(name, "dist_info")
'''

def _actual(package, prefix_by_minor, target):
    """Returns the expression of an alias: a label, or a choice by the flag python_version."""
    labels = {
        minor: "@{}{}//:{}".format(prefix, package, target)
        for minor, prefix in prefix_by_minor.items()
    }
    if len(labels) == 1:
        return repr(labels.values()[0])
    setting = "@rules_python//python/config_settings:is_python_"
    return "select({})".format({setting + minor: label for minor, label in labels.items()})

def _aliases(package, prefix_by_minor):
    targets = {name: name for name in ("pkg", "whl", "data", "dist_info")}
    targets = {package: "pkg"} | targets
    return "".join([
        _ALIAS.format(
            name = repr(name),
            actual = _actual(package, prefix_by_minor, target),
        )
        for name, target in targets.items()
    ])

def _wheel_hub_impl(rctx):
    prefixes_by_package = json.decode(rctx.attr.prefixes_by_package)
    for package, prefix_by_minor in prefixes_by_package.items():
        rctx.file(package + "/BUILD.bazel", _PACKAGE + _aliases(package, prefix_by_minor))
    rctx.file("BUILD.bazel", _PACKAGE + 'exports_files(["requirements.bzl"])\n')
    rctx.file("requirements.bzl", _REQUIREMENTS.format(
        packages = sorted(prefixes_by_package),
    ))

wheel_hub = repository_rule(
    implementation = _wheel_hub_impl,
    attrs = {
        "prefixes_by_package": attr.string(
            doc = "JSON: package to Python version to the prefix of the wheel's repository.",
            mandatory = True,
        ),
    },
)
