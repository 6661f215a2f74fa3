"""`layer_policy_test`: what it reads, what it passes, what it refuses."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")
load("//layering:defs.bzl", "layer_policy_test", "py_layers")
load("//tools/pytest:pytest_test.bzl", "pytest_test")

def _inputs_impl(ctx):
    """A policy is judged by the report: no layer is read."""
    env = analysistest.begin(ctx)
    (action,) = [action for action in analysistest.target_actions(env) if action.mnemonic == "PyLayerPolicy"]
    judged = [file.basename for file in action.inputs.to_list() if file.owner == ctx.attr.target_under_test.label]
    asserts.equals(env, ["allowed.verdict.layers.json", "allowed.verdict.policy.json"], judged)
    asserts.equals(env, [], [file for file in action.inputs.to_list() if ".tar" in file.basename])
    return analysistest.end(env)

inputs_test = analysistest.make(_inputs_impl)

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

_REFUSED = {
    "no_rule": (
        {},
        [
            "layer_policy_test //layering/tests:no_rule_policy: expected a rule, got none.",
            "Set one of `allowed_licenses`, `allowed_packages`, `forbidden_licenses`, `forbidden_origins`, " +
            "`forbidden_packages`, `max_layers`, `own_code_apart`, or drop the test.",
        ],
    ),
    "negative_layers": (
        {"max_layers": -1},
        ["expected `max_layers` to be a number of layers above 0, got -1.", "such as max_layers = 40"],
    ),
    "unknown_origin": (
        {"forbidden_origins": ["wheel"]},
        [
            "expected `forbidden_origins` to be of interpreter, pypi, links, external, internal, app, got \"wheel\".",
            "Name one of these.",
        ],
    ),
}

def layer_policy_tests(name):
    """Declares the tests, and a suite of them called `name`.

    Args:
        name: (str) of the suite.
    """
    py_layers(name = "policed_layers", binary = "//layering/tests/subjects:with_wheels", testonly = True)
    layer_policy_test(
        name = "allowed",
        allowed_licenses = ["BSD-3-Clause", "MIT"],
        allowed_packages = ["c*", "h11<1", "uvicorn"],
        forbidden_packages = ["torch"],
        layers = ":policed_layers",
        max_layers = 10,
        own_code_apart = True,
    )
    layer_policy_test(
        name = "not_allowed",
        forbidden_packages = ["h?1"],
        layers = ":policed_layers",
        tags = ["manual"],
    )
    for case, (attributes, texts) in _REFUSED.items():
        layer_policy_test(
            name = case + "_policy",
            layers = ":policed_layers",
            tags = ["manual"],
            **attributes
        )
        refused_test(name = case, target_under_test = ":{}_policy.verdict".format(case), texts = texts)
    inputs_test(name = "policy_inputs", target_under_test = ":allowed.verdict")
    pytest_test(
        name = "policy_failing_test",
        size = "small",
        src = "policy_failing_test.py",
        data = [":not_allowed"],
    )
    native.test_suite(
        name = name,
        tests = [":allowed", ":policy_failing_test", ":policy_inputs"] + [":" + case for case in _REFUSED],
    )
