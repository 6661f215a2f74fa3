"""A test whose answer is written by an action, so that it needs nothing to run but Python.

The action succeeds whatever it finds, and the test fails with its words: so an answer is cached,
found where actions run, and there also for what no validation looks at.
"""

load("@rules_python//python:defs.bzl", "py_test")

visibility("//layering/...")

def verdict_test(name, verdict_rule, *, tags = [], **kwargs):
    """Declares a rule's target and the test that says what it has found.

    Args:
        name: (str) of the test; `<name>.verdict` is the target.
        verdict_rule: (function) called with `name`, and with `attrs` and common attributes.
        tags: (list of str) of the test.
        **kwargs: `attrs` (dict): of the rule; the rest are common attributes of tests.
    """
    attrs = kwargs.pop("attrs")
    common = {key: kwargs[key] for key in ["compatible_with", "target_compatible_with"] if key in kwargs}
    verdict_rule(
        name = name + ".verdict",
        tags = tags + ["manual"],
        testonly = True,
        visibility = ["//visibility:private"],
        **(attrs | common)
    )
    py_test(
        name = name,
        srcs = [Label("//py:verdict/__main__.py")],
        args = ["$(rootpath :{}.verdict)".format(name)],
        data = [":{}.verdict".format(name)],
        main = Label("//py:verdict/__main__.py"),
        size = kwargs.pop("size", "small"),
        tags = tags,
        **kwargs
    )
