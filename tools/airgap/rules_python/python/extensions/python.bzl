"""The extension `python` with the tags of current rules_python, on interpreters that are installed."""

load("//python/private/airgap:installed.bzl", "INTERPRETERS")
load("//python/private/airgap:python_repository.bzl", "python_repository")
load("//python/private/airgap:python_version.bzl", "minor_version", "repository_name")
load("//python/private/airgap:pythons_hub.bzl", "pythons_hub")

_FALLBACK = "3.11"

_TWO_DEFAULTS = """\
python.toolchain: the root module must have at most one default, got {got}.
Set is_default = True on one of them alone.
"""

def _requested(module):
    return [minor_version(tag.python_version, "python.toolchain") for tag in module.tags.toolchain]

def _default_of(module):
    """Returns the version that the root module makes the default, or `None`.

    As in rules_python: `python.defaults`, else `is_default`, else the only toolchain.
    """
    for tag in module.tags.defaults:
        return minor_version(tag.python_version, "python.defaults")
    marked = [tag.python_version for tag in module.tags.toolchain if tag.is_default]
    if len(marked) > 1:
        fail(_TWO_DEFAULTS.format(got = marked))
    if marked:
        return minor_version(marked[0], "python.toolchain")
    requested = _requested(module)
    return requested[0] if len(requested) == 1 else None

def _python_impl(mctx):
    default = _FALLBACK
    minors = {}
    for module in mctx.modules:
        minors.update({minor: None for minor in _requested(module)})
        if module.is_root:
            default = _default_of(module) or default
    minors[default] = None
    repository_by_minor = {minor: repository_name(minor) for minor in sorted(minors)}
    for minor, name in repository_by_minor.items():
        python_repository(
            name = name,
            fingerprint = INTERPRETERS[minor]["fingerprint"],
            minor = minor,
        )
    pythons_hub(
        name = "pythons_hub",
        default = default,
        repository_by_minor = repository_by_minor,
    )

_IGNORED = "Accepted, without effect."

python = module_extension(
    implementation = _python_impl,
    doc = "Makes repositories and toolchains of the interpreters that ./bazelw has set up.",
    tag_classes = {
        "defaults": tag_class(attrs = {
            "python_version": attr.string(mandatory = True),
        }),
        "toolchain": tag_class(attrs = {
            "configure_coverage_tool": attr.bool(doc = _IGNORED),
            "ignore_root_user_error": attr.bool(default = True, doc = _IGNORED),
            "is_default": attr.bool(doc = "Counts in the root module."),
            "python_version": attr.string(
                doc = "`X.Y`, or `X.Y.Z` whose patch level is not looked at.",
                mandatory = True,
            ),
        }),
    },
)
