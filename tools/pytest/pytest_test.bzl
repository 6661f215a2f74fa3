"""pytest as a Bazel test: one target per file."""

load("@rules_python//python:defs.bzl", "py_test")

def pytest_test(name, src, deps = [], args = [], **kwargs):
    """Declares a test that runs one file with pytest.

    Args:
        name: (str) of the test.
        src: (str) the file.
        deps: (list of str) what it imports, pytest apart.
        args: (list of str) further arguments of pytest.
        **kwargs: passed to `py_test`.
    """
    py_test(
        name = name,
        srcs = [
            src,
            Label("//tools/pytest:main.py"),
        ],
        args = ["$(rootpath {})".format(src)] + args,
        main = Label("//tools/pytest:main.py"),
        deps = deps + ["@pypi_dev//pytest"],
        **kwargs
    )

def pytest_tests(name, srcs, **kwargs):
    """Declares one test per file and a suite of them.

    Args:
        name: (str) of the suite.
        srcs: (list of str) files that end with `_test.py`.
        **kwargs: passed to `pytest_test`.
    """
    tests = [src.removesuffix(".py") for src in srcs]
    for test, src in zip(tests, srcs):
        pytest_test(name = test, src = src, **kwargs)
    native.test_suite(name = name, tests = [":" + test for test in tests])
