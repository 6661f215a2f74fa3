"""The test that a plan still covers its lock: made with the plan, so that nobody has to remember it."""

load("@bazel_skylib//rules:write_file.bzl", "write_file")
load("@rules_python//python:defs.bzl", "py_test")

visibility("//layering/...")

_AGAIN = "bazel run @rules_py_layers//py:plan -- --from //... {locks}, or as the plan file says"

def stale_plan_test(name, *, plan, weights, locks, **kwargs):
    """Declares the test.

    Args:
        name: (str) of the test.
        plan: (str) name of the `layer_plan`.
        weights: (dict from str to int) its weights.
        locks: (list of str) labels of the lock files that it was made from.
        **kwargs: common attributes of tests.
    """
    labels = [native.package_relative_label(lock) for lock in locks]
    paths = ["/".join([part for part in [label.package, label.name] if part]) for label in labels]
    given = " ".join(["--lock $(rootpath {})".format(lock) for lock in locks])
    write_file(
        name = name + ".weights",
        out = name + ".weights.json",
        content = [json.encode(weights), ""],
        tags = ["manual"],
        testonly = True,
        visibility = ["//visibility:private"],
    )
    py_test(
        name = name,
        size = "small",
        srcs = [Label("//py:plan/__main__.py")],
        args = [
            "stale",
            "--plan",
            str(native.package_relative_label(plan)).removeprefix("@@"),
            "--weights $(rootpath :{}.weights)".format(name),
            given,
            "--command",
            "'{}'".format(_AGAIN.format(locks = " ".join(["--lock " + path for path in paths]))),
        ],
        data = [":{}.weights".format(name)] + locks,
        main = Label("//py:plan/__main__.py"),
        deps = [Label("//py:plans")],
        **kwargs
    )
