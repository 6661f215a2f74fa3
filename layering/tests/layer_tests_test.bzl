"""`layers_test` and `layer_size_test`: what they read, what they pass, what they refuse."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")
load("//layering:defs.bzl", "layer_size_test", "layers_test", "py_layers")
load("//tools/pytest:pytest_test.bzl", "pytest_test")
load(":tampered_layers.bzl", "tampered_layers")

def _action(env, mnemonic):
    actions = [action for action in analysistest.target_actions(env) if action.mnemonic == mnemonic]
    asserts.equals(env, 1, len(actions))
    return [file.basename for file in actions[0].inputs.to_list()]

def _verify_impl(ctx):
    env = analysistest.begin(ctx)
    inputs = _action(env, "PyLayerVerify")
    for end in [".tar.zst", ".descriptor.json", ".listing.jsonl"]:
        asserts.equals(env, 4, len([name for name in inputs if name.endswith(end)]), end)
    asserts.equals(env, [], [name for name in inputs if name.endswith(".checked.json")])
    return analysistest.end(env)

verify_test = analysistest.make(_verify_impl)

def _sizes_impl(ctx):
    """A size test reads no layer."""
    env = analysistest.begin(ctx)
    inputs = _action(env, "PyLayerSizes")
    asserts.equals(env, [], [name for name in inputs if name.endswith(".tar.zst")])
    asserts.equals(env, 4, len([name for name in inputs if name.endswith(".descriptor.json")]))
    return analysistest.end(env)

sizes_test = analysistest.make(_sizes_impl)

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

def _refused(name, texts, layers = ":tested_layers", **limits):
    layer_size_test(
        name = name + "_size",
        layers = layers,
        tags = ["manual"],
        **limits
    )
    refused_test(name = name, target_under_test = ":{}_size.verdict".format(name), texts = texts)

def _bad_limits():
    _refused(
        "no_limit",
        [
            "layer_size_test //layering/tests:no_limit_size: expected `max_bytes` or `max_layer_bytes`, got neither.",
            "Set a limit, such as max_bytes = 200 * 1000 * 1000, or drop the test.",
        ],
    )
    _refused(
        "negative_limit",
        [
            "expected `max_bytes` to be a number of bytes above 0, got \"-1\".",
            "max_bytes = 200 * 1000 * 1000 is 200 MB.",
        ],
        max_bytes = -1,
    )
    _refused(
        "worded_limit",
        ["expected `max_layer_bytes[\"app\"]` to be a number of bytes above 0, got \"5 MB\"."],
        max_layer_bytes = {"app": "5 MB"},
    )
    _refused(
        "no_layers",
        ["does not have mandatory providers: 'PyLayersFilesInfo'"],
        layers = ":text",
        max_bytes = 1,
    )
    return [":negative_limit", ":no_layers", ":no_limit", ":worded_limit"]

def layer_tests_tests(name):
    """Declares the tests of the two rules, and a suite of them called `name`.

    Args:
        name: (str) of the suite.
    """
    py_layers(name = "tested_layers", binary = "//aspects/tests/subjects:program", testonly = True)
    tampered_layers(name = "tampered_layers", layers = ":tested_layers", testonly = True)
    layers_test(name = "whole", layers = ":tested_layers")
    layers_test(name = "tampered", layers = ":tampered_layers", tags = ["manual"])
    layer_size_test(
        name = "small_enough",
        compressed = False,
        layers = ":tested_layers",
        max_bytes = 3 * 1000 * 1000 * 1000,
        max_layer_bytes = {"*": 1000 * 1000 * 1000, "app": 100 * 1000, "python": 1000 * 1000 * 1000},
    )
    layer_size_test(
        name = "too_large",
        layers = ":tested_layers",
        max_layer_bytes = {"interpreter": 1000},
        tags = ["manual"],
    )
    pytest_test(
        name = "failing_test",
        size = "small",
        src = "failing_test.py",
        data = [":tampered", ":too_large"],
    )
    verify_test(name = "verify_inputs", target_under_test = ":whole.verdict")
    sizes_test(name = "sizes_inputs", target_under_test = ":small_enough.verdict")
    native.test_suite(
        name = name,
        tests = _bad_limits() + [":failing_test", ":sizes_inputs", ":small_enough", ":verify_inputs", ":whole"],
    )
