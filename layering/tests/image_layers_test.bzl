"""Which layers an image has, however it is split, and which splits it cannot have."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")
load("//layering:defs.bzl", "py_layers")
load("//layering/private:py_layers.bzl", "PyLayersFilesInfo")

_BINARY = "//layering/tests/subjects:golden"
_LIB = "//aspects/tests/subjects/lib"
_WHEEL = "@pypi//h11"

def _layers_impl(ctx):
    """The layers, by origin and name, and what each is joined of, by its files."""
    env = analysistest.begin(ctx)
    layers = analysistest.target_under_test(env)[PyLayersFilesInfo].layers
    asserts.equals(env, ctx.attr.layers, ["{} {}".format(made.layer.origin, made.layer.name).strip() for made in layers])
    joined = {
        action.outputs.to_list()[0].basename: [
            file.basename.removesuffix(".tar.zst")
            for file in action.inputs.to_list()
            if file.basename.endswith(".tar.zst")
        ]
        for action in analysistest.target_actions(env)
        if action.mnemonic == "PyLayerBucket"
    }
    asserts.equals(env, ctx.attr.joined, joined)
    return analysistest.end(env)

layers_test = analysistest.make(
    _layers_impl,
    attrs = {
        "joined": attr.string_list_dict(),
        "layers": attr.string_list(mandatory = True),
    },
)

def _refused_impl(ctx):
    env = analysistest.begin(ctx)
    for text in ctx.attr.texts:
        asserts.expect_failure(env, text)
    return analysistest.end(env)

refused_test = analysistest.make(
    _refused_impl,
    attrs = {"texts": attr.string_list(mandatory = True)},
    expect_failure = True,
)

_SPLITS = {
    "app_layer": struct(
        attributes = {"app_layer": _LIB, "split": "two"},
        joined = {"app_layer_split_layers.joined-dependencies.tar.zst": [
            "interpreter_member.layer",
            "pkg.layer",
            "app_layer_split_layers.links",
            "app_layer_split_layers.external",
            "app_layer_split_layers.internal",
        ]},
        layers = ["internal dependencies", "app"],
    ),
    "default": struct(
        attributes = {},
        joined = {},
        layers = ["interpreter python", "pypi h11", "links", "external", "internal", "app"],
    ),
    "dep_layers": struct(
        attributes = {
            "dep_layers": ["ours", "theirs"],
            "dep_targets": {_LIB: "ours", _WHEEL: "theirs"},
            "split": "one",
        },
        joined = {"dep_layers_split_layers.joined-app.tar.zst": [
            "interpreter_member.layer",
            "dep_layers_split_layers.links",
            "dep_layers_split_layers.external",
            "dep_layers_split_layers.internal",
            "dep_layers_split_layers.app",
        ]},
        layers = ["internal ours", "pypi h11", "app app"],
    ),
    "dep_layers_by_origin": struct(
        attributes = {
            "dep_layers": ["all"],
            "dep_targets": {_LIB: "all", _WHEEL: "all"},
        },
        joined = {"dep_layers_by_origin_split_layers.joined-all.tar.zst": [
            "pkg.layer",
            "dep_layers_by_origin_split_layers.dep-all",
        ]},
        layers = ["internal all", "interpreter python", "links", "external", "internal", "app"],
    ),
    "one": struct(
        attributes = {"split": "one"},
        joined = {"one_split_layers.joined-everything.tar.zst": [
            "interpreter_member.layer",
            "pkg.layer",
            "one_split_layers.links",
            "one_split_layers.external",
            "one_split_layers.internal",
            "one_split_layers.app",
        ]},
        layers = ["app everything"],
    ),
}

_REFUSED = {
    "app_layer_not_reached": struct(
        attributes = {"app_layer": "//aspects/tests/subjects:program", "split": "two"},
        texts = [
            "expected `app_layer` to be a library that @@//layering/tests/subjects:golden depends on, got one",
            "Add it to the deps of @@//layering/tests/subjects:golden, or leave `app_layer` out.",
        ],
    ),
    "app_layer_without_two": struct(
        attributes = {"app_layer": _LIB},
        texts = ['expected `split = "two"` with `app_layer`, got split = "origin".'],
    ),
    "entry_not_reached": struct(
        attributes = {"dep_layers": ["deps"], "dep_targets": {"@pypi//click": "deps"}},
        texts = ['in the entry "deps" of `dep_layers`, got none with a file of the image.', "or drop the entry."],
    ),
    "entry_taken": struct(
        attributes = {
            "dep_layers": ["first", "second"],
            "dep_targets": {_LIB: "first", "//aspects/tests/subjects/lib:data.txt": "second"},
        },
        texts = [
            'expected a file that no earlier entry reaches in the entry "second" of `dep_layers`, got none.',
            '"first" reached all of them: put the entry before, or drop it.',
        ],
    ),
    "entry_unknown": struct(
        attributes = {"dep_layers": ["deps"], "dep_targets": {_LIB: "deps", _WHEEL: "dep"}},
        texts = ['expected `dep_targets` to name layers of `dep_layers`, got "dep" for ', 'dep_layers = ["deps"]'],
    ),
    "too_many_layers": struct(
        attributes = {
            "budget": 2,
            "dep_layers": ["ours", "theirs"],
            "dep_targets": {_LIB: "ours", _WHEEL: "theirs"},
            "split": "one",
        },
        texts = ["expected at most 2 layers, got 3: 2 of `dep_layers` and 1 of the rest."],
    ),
}

def image_layers_tests(name):
    """Declares a test of each split, and a suite of them called `name`.

    Args:
        name: (str) of the suite.
    """
    for case, split in _SPLITS.items():
        py_layers(
            name = case + "_split_layers",
            testonly = True,
            binary = _BINARY,
            **split.attributes
        )
        layers_test(
            name = case + "_split_test",
            joined = split.joined,
            layers = split.layers,
            target_under_test = ":{}_split_layers".format(case),
        )
    for case, split in _REFUSED.items():
        py_layers(
            name = case + "_layers",
            testonly = True,
            binary = _BINARY,
            tags = ["manual"],
            **split.attributes
        )
        refused_test(name = case + "_test", target_under_test = ":{}_layers".format(case), texts = split.texts)
    native.test_suite(
        name = name,
        tests = [":{}_split_test".format(case) for case in _SPLITS] + [":{}_test".format(case) for case in _REFUSED],
    )
