"""The interpreter of a configuration, read from the Python toolchain."""

load(":layers_info.bzl", "component")

visibility(["//aspects/...", "//layering/..."])

_TOOLCHAIN = "@rules_python//python:toolchain_type"

PyInterpreterInfo = provider(
    doc = "The interpreter that a `py_binary` of this configuration runs on.",
    fields = {
        "component": "(struct) see `component`; `files` is empty where `path` is set.",
        "interpreter": "(File or None) the executable, where it is part of the build.",
        "path": "(str) the executable on the machine that runs it, or \"\".",
        "version": "(str) X.Y.Z or X.Y; \"\" where the runtime does not say it.",
    },
)

def _version(runtime):
    info = getattr(runtime, "interpreter_version_info", None)
    if not info:
        return ""
    parts = [getattr(info, part, None) for part in ("major", "minor", "micro")]
    return ".".join([str(part) for part in parts if part not in (None, "")])

def _current_interpreter_impl(ctx):
    runtime = ctx.toolchains[_TOOLCHAIN].py3_runtime
    version = _version(runtime)
    owner = runtime.interpreter.owner if runtime.interpreter else ctx.label
    return [PyInterpreterInfo(
        component = component(
            label = owner,
            origin = "interpreter",
            name = "python",
            version = version,
            fact = "PyRuntimeInfo of the Python toolchain",
            files = runtime.files or depset(),
        ),
        interpreter = runtime.interpreter,
        path = runtime.interpreter_path or "",
        version = version,
    )]

current_interpreter = rule(
    implementation = _current_interpreter_impl,
    doc = "Resolves the Python toolchain in the configuration it is asked for.",
    toolchains = [_TOOLCHAIN],
)
