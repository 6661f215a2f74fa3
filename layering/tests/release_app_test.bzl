"""What `release_app` declares: its targets, and what goes to each of them."""

load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")
load("//layering:defs.bzl", "release_app")

_COMMON = {
    "tags": ["manual", "team-a"],
    "testonly": True,
    "visibility": ["//layering:__subpackages__"],
}

_TARGETS = [
    "image",
    "image_base",
    "image_push",
    "layer_report",
    "layers",
    "metadata",
    "remote_tags",
    "sbom",
]

def _targets_impl(ctx):
    env = unittest.begin(ctx)
    asserts.equals(env, [], [name for name in _TARGETS if "released_" + name not in ctx.attr.declared])
    asserts.equals(env, [], ctx.attr.astray)
    return unittest.end(env)

targets_test = unittest.make(_targets_impl, attrs = {
    "astray": attr.string_list(doc = "Targets that lack a common attribute."),
    "declared": attr.string_list(doc = "The targets of the macro."),
})

def _lacks(rule):
    """Whether a target is not as its users asked for."""
    tags = [tag for tag in _COMMON["tags"] if tag not in rule["tags"]]
    return tags or not rule["testonly"] or list(rule["visibility"]) != _COMMON["visibility"]

def release_app_tests(name):
    """Declares an app with all common parameters, and the test of its targets called `name`.

    Args:
        name: (str) of the test.
    """
    release_app(
        name = "released",
        auto_layers = True,
        binary = "//aspects/tests/subjects:program",
        sbom = True,
        **_COMMON
    )
    declared = {target: rule for target, rule in native.existing_rules().items() if target.startswith("released_")}
    targets_test(
        name = name,
        astray = [target for target, rule in declared.items() if _lacks(rule)],
        declared = sorted(declared),
    )
