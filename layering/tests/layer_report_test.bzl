"""`layer_report` on the command line: what it gives a target, and which targets it passes over."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")
load("//aspects:defs.bzl", "layer_report")

def _report_impl(ctx):
    """The output group is there, or not; nothing of the target's own is another."""
    env = analysistest.begin(ctx)
    target = analysistest.target_under_test(env)
    files = getattr(target[OutputGroupInfo], "layer_report", depset()) if OutputGroupInfo in target else depset()
    asserts.equals(env, ctx.attr.reports, [file.short_path for file in files.to_list()])
    return analysistest.end(env)

report_test = analysistest.make(
    _report_impl,
    attrs = {"reports": attr.string_list()},
    extra_target_under_test_aspects = [layer_report],
)

_ENDINGS = [".json", ".md", ".html"]

_SUBJECTS = "aspects/tests/subjects/"

# By the name of a test: a target, and the reports that it has.
_CASES = {
    "binary": struct(
        reports = [_SUBJECTS + "program.layers" + end for end in _ENDINGS],
        target = "//aspects/tests/subjects:program",
    ),
    "library": struct(reports = [], target = "//aspects/tests/subjects/lib"),
    "test": struct(reports = [], target = ":goldens_test"),
    "wheel": struct(reports = [], target = "@pypi//h11"),
}

def layer_report_tests(name):
    """Declares the tests, and a suite of them called `name`.

    Args:
        name: (str) of the suite.
    """
    for case, expected in _CASES.items():
        report_test(
            name = "{}_{}".format(name, case),
            reports = expected.reports,
            target_under_test = expected.target,
        )
    native.test_suite(
        name = name,
        tests = [":{}_{}".format(name, case) for case in _CASES],
    )
