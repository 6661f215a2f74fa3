"""What rules say of input they cannot serve."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")
load("//layering:defs.bzl", "py_image", "py_layers")

def _expects(ctx):
    env = analysistest.begin(ctx)
    for text in ctx.attr.texts:
        asserts.expect_failure(env, text)
    return analysistest.end(env)

_ATTRS = {"texts": attr.string_list(mandatory = True)}

failure_test = analysistest.make(_expects, attrs = _ATTRS, expect_failure = True)

bad_root_test = analysistest.make(
    _expects,
    attrs = _ATTRS,
    config_settings = {str(Label("//layering:root")): "opt/../app"},
    expect_failure = True,
)

bad_owner_test = analysistest.make(
    _expects,
    attrs = _ATTRS,
    config_settings = {str(Label("//layering:owner")): "nobody"},
    expect_failure = True,
)

no_version_test = analysistest.make(
    _expects,
    attrs = _ATTRS,
    config_settings = {
        "//command_line_option:extra_toolchains": "//layering/tests/subjects:silent_toolchain",
        str(Label("//layering:python_version")): "",
    },
    expect_failure = True,
)

no_interpreter_test = analysistest.make(
    _expects,
    attrs = _ATTRS,
    config_settings = {
        "//command_line_option:extra_toolchains": "//layering/tests/subjects:system_toolchain",
    },
    expect_failure = True,
)

_PROGRAM = "//aspects/tests/subjects:program"

def _layers_case(name, test, *, binary, texts, **attributes):
    py_layers(
        name = name + "_layers",
        binary = binary,
        tags = ["manual"],
        testonly = True,
        **attributes
    )
    test(name = name, target_under_test = ":{}_layers".format(name), texts = texts)

def failures_tests(name):
    """Declares one test per error text, and a suite of them called `name`.

    Args:
        name: (str) of the suite.
    """
    _layers_case(
        "not_python",
        failure_test,
        binary = ":text",
        texts = [
            "//layering/tests:not_python_layers: expected `binary` and `programs` to be py_binary targets, got",
            "//layering/tests:text, which has no PyInfo.",
            "Name targets of py_binary (or py_test) loaded from @rules_python.",
        ],
    )
    _layers_case(
        "not_executable",
        failure_test,
        binary = "//aspects/tests/subjects:wrapper",
        texts = ["//aspects/tests/subjects:wrapper, which is not executable."],
    )
    _layers_case(
        "bad_root",
        bad_root_test,
        binary = _PROGRAM,
        texts = [
            'expected a directory of the image, relative, such as "app" or "opt/app", got "opt/../app".',
            "Set it in .bazelrc: build --",
        ],
    )
    _layers_case(
        "bad_owner",
        bad_owner_test,
        binary = _PROGRAM,
        texts = ['expected two numbers, uid:gid, got "nobody".'],
    )
    _layers_case(
        "no_version",
        no_version_test,
        binary = _PROGRAM,
        texts = [
            "expected a runtime that tells its Python version, got none.",
            "--@rules_py_layers//layering:python_version=X.Y",
        ],
    )
    _layers_case(
        "no_interpreter",
        no_interpreter_test,
        binary = _PROGRAM,
        texts = [
            'expected an interpreter that is part of the build, got "/usr/bin/python3".',
            "register a toolchain with files",
        ],
    )
    native.filegroup(
        name = "two_bundles",
        testonly = True,
        srcs = [":text", "//layering:mozilla_cacerts"],
    )
    _layers_case(
        "two_cacerts",
        failure_test,
        binary = _PROGRAM,
        cacerts = ":two_bundles",
        texts = [
            "two_cacerts_layers: expected `cacerts` to be one file of certificates in PEM, got 2 files.",
            "//layering/tests:two_bundles",
            "leave `cacerts` out for an image without the layer.",
        ],
    )
    _layers_case(
        "one_name",
        failure_test,
        binary = _PROGRAM,
        programs = ["//layering/tests/subjects:program"],
        texts = [
            "one_name_layers: expected programs of different names, got \"program\" twice.",
            "//aspects/tests/subjects:program",
            "//layering/tests/subjects:program",
            "the image starts each as bin/<name>.",
        ],
    )
    _layers_case(
        "no_program",
        failure_test,
        binary = _PROGRAM,
        programs = [":text"],
        texts = [
            "no_program_layers: expected `binary` and `programs` to be py_binary targets, got",
            "//layering/tests:text, which has no PyInfo.",
        ],
    )
    py_layers(
        name = "some_layers",
        binary = _PROGRAM,
        tags = ["manual"],
        testonly = True,
    )
    py_image(
        name = "bad_base_image",
        base = ":text",
        layers = ":some_layers",
        tags = ["manual"],
        testonly = True,
    )
    failure_test(
        name = "bad_base",
        target_under_test = ":bad_base_image",
        texts = [
            "expected `base` to hold the files of one OCI image layout, got 0 named oci-layout.",
            "Name a target whose files are `oci-layout`, `index.json` and `blobs/…`, a directory, or a py_image.",
        ],
    )
    native.test_suite(
        name = name,
        tests = [
            ":" + case
            for case in [
                "bad_base",
                "bad_owner",
                "bad_root",
                "no_interpreter",
                "no_program",
                "no_version",
                "not_executable",
                "not_python",
                "one_name",
                "two_cacerts",
            ]
        ],
    )
