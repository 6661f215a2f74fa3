"""An executable target that runs on the machine of `bazel run`, whatever platform is built for.

`bazel run --platforms=//:linux_arm64 :hello_image_load` is to load an arm64 image with a program for
this machine. So the program is built for the exec platform and its data for the target platform.
"""

load("@platforms//host:constraints.bzl", "HOST_CONSTRAINTS")

visibility("//layering/...")

def _host_program_impl(ctx):
    executable = ctx.actions.declare_file(ctx.label.name)

    # Launchers of rules_python look for `<own path>.runfiles` before they follow a link: a link is
    # a program with runfiles of its own.
    ctx.actions.symlink(
        output = executable,
        target_file = ctx.executable.program,
        is_executable = True,
    )
    runfiles = ctx.runfiles(files = ctx.files.data).merge_all([
        target[DefaultInfo].default_runfiles
        for target in [ctx.attr.program] + ctx.attr.data
    ])
    return [DefaultInfo(executable = executable, files = depset([executable]), runfiles = runfiles)]

_host_program = rule(
    implementation = _host_program_impl,
    doc = "A link to a program of the exec platform, with data of the target platform.",
    attrs = {
        "data": attr.label_list(
            doc = "Files for the program; `args` may name them with `$(rootpath …)`.",
            allow_files = True,
        ),
        "program": attr.label(
            doc = "A `py_binary`.",
            cfg = "exec",
            executable = True,
            mandatory = True,
        ),
    },
    executable = True,
)

def host_program(name, *, program, **kwargs):
    """Declares what `bazel run` starts on this machine.

    Args:
        name: (str) of the target.
        program: (Label) a `py_binary`.
        **kwargs: `args` (for `bazel run` alone, as everywhere), `data` and common attributes.
    """
    _host_program(
        name = name,
        # The first exec platform may be a remote one: the program is for the one that is like this machine.
        exec_compatible_with = [Label(constraint) for constraint in HOST_CONSTRAINTS],
        program = program,
        **kwargs
    )
