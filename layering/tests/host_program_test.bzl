"""A `host_program` is for this machine, and its data for the platform that is built for."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")
load("//layering/private:host_program.bzl", "host_program")
load("//py/private:exec_python.bzl", "ExecPythonInfo")
load("//tools/pytest:pytest_test.bzl", "pytest_test")

_OTHER_PLATFORM = "//layering/tests:other_platform"

def _other_platform_impl(ctx):
    """Its interpreter is the one of actions; its data is built for a platform that has none here."""
    env = analysistest.begin(ctx)
    info = analysistest.target_under_test(env)[DefaultInfo]
    (link,) = [
        action
        for action in analysistest.target_actions(env)
        if info.files_to_run.executable in action.outputs.to_list()
    ]
    (launcher,) = link.inputs.to_list()
    target_bin = analysistest.target_bin_dir_path(env)
    asserts.true(env, info.files_to_run.executable.path.startswith(target_bin + "/"))
    asserts.false(env, launcher.path.startswith(target_bin + "/"), launcher.path)
    runfiles = info.default_runfiles.files.to_list()
    asserts.true(env, launcher in runfiles)
    asserts.true(env, ctx.attr._python[ExecPythonInfo].executable in runfiles)
    (data,) = [file for file in runfiles if file.basename == "text.txt"]
    asserts.equals(env, target_bin + "/layering/tests/text.txt", data.path)
    return analysistest.end(env)

other_platform_test = analysistest.make(
    _other_platform_impl,
    attrs = {"_python": attr.label(cfg = "exec", default = "//py/private:exec_python")},
    config_settings = {"//command_line_option:platforms": str(Label(_OTHER_PLATFORM))},
)

def _to_other_platform_impl(_settings, _attr):
    return {"//command_line_option:platforms": str(Label(_OTHER_PLATFORM))}

_to_other_platform = transition(
    implementation = _to_other_platform_impl,
    inputs = [],
    outputs = ["//command_line_option:platforms"],
)

def _for_other_platform_impl(ctx):
    (program,) = ctx.attr.program
    info = program[DefaultInfo]
    return [DefaultInfo(
        files = depset([info.files_to_run.executable]),
        runfiles = ctx.runfiles([info.files_to_run.executable]).merge(info.default_runfiles),
    )]

_for_other_platform = rule(
    implementation = _for_other_platform_impl,
    doc = "A program as `--platforms` of another machine makes it.",
    attrs = {
        "program": attr.label(cfg = _to_other_platform),
        "_allowlist_function_transition": attr.label(
            default = "@bazel_tools//tools/allowlists/function_transition_allowlist",
        ),
    },
)

def host_program_tests(name):
    """Declares the tests of `host_program`, and a suite of them called `name`.

    Args:
        name: (str) of the suite.
    """
    host_program(
        name = name + "_told",
        testonly = True,
        data = [":text"],
        program = ":tell",
    )
    _for_other_platform(
        name = name + "_told_elsewhere",
        testonly = True,
        program = ":{}_told".format(name),
    )
    other_platform_test(
        name = name + "_other_platform_test",
        size = "small",
        target_under_test = ":{}_told".format(name),
    )
    pytest_test(
        name = name + "_runs_test",
        size = "small",
        src = "host_program_runs_test.py",
        data = [":{}_told_elsewhere".format(name)],
        env = {"TOLD": "$(rootpath :{}_told_elsewhere)".format(name)},
    )
    native.test_suite(
        name = name,
        tests = [
            ":{}_other_platform_test".format(name),
            ":{}_runs_test".format(name),
        ],
    )
