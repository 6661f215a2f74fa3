"""The Python of the exec platform, as a target that a rule depends on with `cfg = "exec"`."""

visibility(["//layering/tests", "//py/..."])

_TOOLCHAIN = "@rules_python//python:toolchain_type"

# Isolated from the user's environment and site-packages, no `.pyc` beside the sources, UTF-8.
PYTHON_FLAGS = ["-I", "-S", "-B", "-X", "utf8"]

ExecPythonInfo = provider(
    doc = "An interpreter that actions run.",
    fields = {
        "executable": "(File or str) the interpreter.",
        "files": "(depset of File) all it needs to run.",
    },
)

def _exec_python_impl(ctx):
    runtime = ctx.toolchains[_TOOLCHAIN].py3_runtime
    return [ExecPythonInfo(
        executable = runtime.interpreter or runtime.interpreter_path,
        files = runtime.files or depset(),
    )]

exec_python = rule(
    implementation = _exec_python_impl,
    doc = "The Python toolchain of the platform it is built for.",
    toolchains = [_TOOLCHAIN],
)
