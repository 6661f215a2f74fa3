"""What `release_app` declares: its targets, and what goes to each of them."""

load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")
load("//layering:defs.bzl", "release_app")
load(":image_layers_test.bzl", "layers_test")

_COMMON = {
    "tags": ["manual", "team-a"],
    "testonly": True,
    "visibility": ["//layering:__subpackages__"],
}

_TARGETS = [
    "image",
    "image_base",
    "image_load",
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
    """Declares apps, the tests of their targets, and a suite of them called `name`.

    Args:
        name: (str) of the suite.
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
        name = name + "_targets",
        astray = [target for target, rule in declared.items() if _lacks(rule)],
        declared = sorted(declared),
    )

    # What a macro in another repository passes on: labels that are none of its user's.
    release_app(
        name = "labelled",
        binary = Label("//layering/tests/subjects:golden"),
        cacerts = Label("//layering:mozilla_cacerts"),
        dep_layers = [{"name": "ours", "targets": [Label("//aspects/tests/subjects/lib")]}],
        programs = select({"//conditions:default": [Label("//aspects/tests/subjects:program")]}),
        remote_tags = Label(":text"),
        **_COMMON
    )
    layers_test(
        name = name + "_labels",
        joined = {"labelled_layers.joined-app.tar.zst": [
            "interpreter_member.layer",
            "pkg.layer",
            "labelled_layers.links",
            "labelled_layers.external",
            "labelled_layers.internal",
            "labelled_layers.app",
        ]},
        layers = ["external ca-certificates", "internal ours", "app app"],
        target_under_test = ":labelled_layers",
    )

    # "Target not found": an entry of the same package needs no visibility.
    native.filegroup(
        name = "private_entry",
        testonly = True,
        srcs = ["//aspects/tests/subjects/lib:data.txt"],
        visibility = ["//visibility:private"],
    )
    release_app(
        name = "privately",
        auto_layers = True,
        binary = "//layering/tests/subjects:golden",
        cacerts = None,
        dep_layers = [{"name": "data", "targets": [":private_entry"]}],
        **_COMMON
    )
    layers_test(
        name = name + "_private_targets",
        layers = ["internal data", "interpreter python", "pypi h11", "links", "external", "internal", "app"],
        target_under_test = ":privately_layers",
    )
    native.test_suite(
        name = name,
        tests = [
            ":{}_labels".format(name),
            ":{}_private_targets".format(name),
            ":{}_targets".format(name),
        ],
    )
