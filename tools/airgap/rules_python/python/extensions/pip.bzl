"""The extension `pip` with the tag `parse` of current rules_python, on the older `whl_library`."""

load("@pythons_hub//:interpreters.bzl", "INTERPRETER_LABELS")
load("@pythons_hub//:versions.bzl", "DEFAULT_PYTHON_VERSION")
load("//python/pip_install:pip_repository.bzl", "use_isolated", "whl_library")
load("//python/pip_install:requirements_parser.bzl", "parse")
load("//python/private/airgap:python_version.bzl", "minor_version", "repository_name")
load("//python/private/airgap:wheel_hub.bzl", "wheel_hub")

_NO_LOCK = """\
pip.parse {hub}: requirements_lock or requirements_linux must name a lock file, got neither.
Add requirements_lock = "//:requirements.txt".
"""

_TWICE = """\
pip.parse {hub}: each (hub_name, python_version) must be declared once, got {minor} twice.
Give one of them another hub_name or python_version.
"""

_NO_INTERPRETER = """\
pip.parse {hub}: python_version must be one that python.toolchain declares, got {minor}.
  declared: {declared}
Add python.toolchain(python_version = {minor}) to MODULE.bazel.
"""

def _package_of(name):
    """Returns the package of a distribution in the hub: lower case, with underscores."""
    return name.replace("-", "_").replace(".", "_").lower()

def _interpreter(tag, minor):
    if tag.python_interpreter_target:
        return tag.python_interpreter_target
    label = INTERPRETER_LABELS.get(repository_name(minor))
    if not label:
        fail(_NO_INTERPRETER.format(
            declared = INTERPRETER_LABELS.keys(),
            hub = repr(tag.hub_name),
            minor = repr(minor),
        ))
    return label

def _declare_wheels(mctx, tag, minor):
    """Declares a repository for each line of the lock file.

    Returns:
        (dict) package name to the prefix of its repository's name.
    """
    lock = tag.requirements_linux or tag.requirements_lock
    if not lock:
        fail(_NO_LOCK.format(hub = repr(tag.hub_name)))
    parsed = parse(mctx.read(lock))
    prefix = "{}_{}_".format(tag.hub_name, minor.replace(".", ""))
    for name, requirement in parsed.requirements:
        whl_library(
            name = prefix + _package_of(name),
            repo = tag.hub_name,
            repo_prefix = prefix,
            requirement = requirement,
            download_only = tag.download_only,
            enable_implicit_namespace_pkgs = tag.enable_implicit_namespace_pkgs,
            environment = tag.environment,
            extra_pip_args = tag.extra_pip_args + parsed.options,
            isolated = use_isolated(mctx, tag),
            pip_data_exclude = tag.pip_data_exclude,
            python_interpreter_target = _interpreter(tag, minor),
            quiet = tag.quiet,
            timeout = tag.timeout,
        )
    return {_package_of(name): prefix for name, _ in parsed.requirements}

def _pip_impl(mctx):
    hubs = {}
    seen = {}
    for tag in [tag for module in mctx.modules for tag in module.tags.parse]:
        minor = minor_version(tag.python_version or DEFAULT_PYTHON_VERSION, "pip.parse")
        if (tag.hub_name, minor) in seen:
            fail(_TWICE.format(hub = repr(tag.hub_name), minor = repr(minor)))
        seen[(tag.hub_name, minor)] = None
        packages = hubs.setdefault(tag.hub_name, {})
        for package, prefix in _declare_wheels(mctx, tag, minor).items():
            packages.setdefault(package, {})[minor] = prefix
    for name, prefixes_by_package in hubs.items():
        wheel_hub(name = name, prefixes_by_package = json.encode(prefixes_by_package))

_IGNORED = "Accepted, without effect: pip alone finds the wheel, by the machine's configuration."

_parse = tag_class(attrs = {
    "download_only": attr.bool(),
    "enable_implicit_namespace_pkgs": attr.bool(),
    "environment": attr.string_dict(),
    "envsubst": attr.string_list(doc = _IGNORED),
    "experimental_extra_index_urls": attr.string_list(doc = _IGNORED),
    "experimental_index_url": attr.string(doc = _IGNORED),
    "experimental_requirement_cycles": attr.string_list_dict(doc = _IGNORED),
    "extra_pip_args": attr.string_list(),
    "hub_name": attr.string(mandatory = True),
    "isolated": attr.bool(doc = "Off here: wheels come by the machine's pip configuration."),
    "pip_data_exclude": attr.string_list(),
    "python_interpreter_target": attr.label(allow_single_file = True),
    "python_version": attr.string(doc = "The default version when it is not set."),
    "quiet": attr.bool(default = True),
    "requirements_by_platform": attr.label_keyed_string_dict(doc = _IGNORED),
    "requirements_darwin": attr.label(allow_single_file = True, doc = _IGNORED),
    "requirements_linux": attr.label(allow_single_file = True),
    "requirements_lock": attr.label(allow_single_file = True),
    "requirements_windows": attr.label(allow_single_file = True, doc = _IGNORED),
    "timeout": attr.int(default = 600, doc = "Seconds that one wheel may take."),
})

pip = module_extension(
    implementation = _pip_impl,
    doc = "Makes a repository of each wheel of a lock file, and a hub of aliases to them.",
    tag_classes = {"parse": _parse},
)
