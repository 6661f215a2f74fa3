"""A Python program that actions run directly, without the launcher of a `py_binary`.

The interpreter of the exec platform starts a three-line script that sets `sys.path` and calls the
program: no shell, no second interpreter start, no runfiles tree. Which compiled wheel fits is decided
by the running interpreter, because older rules_python does not tell its version at analysis. Modules
come from an archive with their bytecode in it, see `tool_archive.py`.
"""

load(":exec_python.bzl", "ExecPythonInfo", "PYTHON_FLAGS")

visibility(["//layering/...", "//py/..."])

_TOOLCHAIN = "@rules_python//python:toolchain_type"

_BOOTSTRAP = """\
import sys

wheels = {wheels}
sys.path[:0] = [
    {archive} + "/%s-%x" % (sys.implementation.cache_tag, sys.hexversion),
    {archive} + "/src",
    *wheels.get("py3", []),
    *wheels.get("abi3", []),
    *wheels.get("cp%d%d" % sys.version_info[:2], []),
]

from {package}.__main__ import main

sys.exit(main(sys.argv[1:]))
"""

PyToolInfo = provider(
    doc = "How an action runs a `py_tool`.",
    fields = {
        "arguments": "(list of str) what stands before the arguments of the program.",
        "executable": "(File or str) the interpreter.",
        "tools": "(depset of File) all it needs to run.",
    },
)

# Source: https://bazel.build/remote/creating
_WORKER = {
    "requires-worker-protocol": "json",
    "supports-multiplex-sandboxing": "1",
    "supports-multiplex-workers": "1",
    "supports-worker-cancellation": "1",
    "supports-workers": "1",
}

def run_tool(actions, tool, *, arguments, **kwargs):
    """Declares an action that runs a tool, in a persistent worker where the build allows it.

    Args:
        actions: (actions) of the rule or aspect.
        tool: (PyToolInfo) of an attribute with `cfg = "exec"`.
        arguments: (Args) for the program. They go into a parameter file: a worker is told what is in
            it, one request at a time.
        **kwargs: `inputs`, `outputs`, `mnemonic`, `progress_message` of `actions.run`.
    """
    arguments.use_param_file("@%s", use_always = True)
    arguments.set_param_file_format("multiline")
    run_once(actions, tool, arguments = arguments, execution_requirements = _WORKER, **kwargs)

def run_once(actions, tool, *, arguments, **kwargs):
    """Declares an action that starts a tool which is no worker.

    Args:
        actions: (actions) of the rule or aspect.
        tool: (PyToolInfo) of an attribute with `cfg = "exec"`.
        arguments: (Args) for the program.
        **kwargs: as of `actions.run`.
    """
    actions.run(
        executable = tool.executable,
        arguments = tool.arguments + [arguments],
        tools = tool.tools,
        **kwargs
    )

def _directory_of(file, levels):
    return file.path.rsplit("/", levels)[0]

def _import_root(wheel):
    """The directory from which a wheel is imported: the one that holds its `*.dist-info`."""
    for file in wheel[DefaultInfo].files.to_list():
        if file.basename == "METADATA" and file.dirname.endswith(".dist-info"):
            return _directory_of(file, 2)
    fail("py_tool {}: expected a wheel with a *.dist-info/METADATA, got none.".format(wheel.label))

def _is_imported(file):
    return not file.dirname.split("/")[-1].endswith(".dist-info") and file.extension != "pyi"

def _archive(ctx, wheel_roots):
    """Declares the archive of the modules."""
    python = ctx.attr._python[ExecPythonInfo]
    archive = ctx.actions.declare_file(ctx.label.name + ".zip")
    srcs = [ctx.file.main] + ctx.files.srcs + ctx.files.data
    arguments = ctx.actions.args()
    arguments.add_all(PYTHON_FLAGS)
    arguments.add(ctx.file._tool_archive)
    arguments.add(archive)
    arguments.add(_directory_of(ctx.file.main, 2))
    arguments.add(wheel_roots)
    arguments.add_all(srcs)
    ctx.actions.run(
        executable = python.executable,
        arguments = [arguments],
        inputs = srcs + ctx.files.wheels + [ctx.file._tool_archive],
        outputs = [archive],
        tools = python.files,
        mnemonic = "PyLayerTool",
        progress_message = "Compiling %{label}",
    )
    return archive

def _py_tool_impl(ctx):
    roots_by_tag = {}
    for wheel, tag in ctx.attr.wheels.items():
        roots_by_tag.setdefault(tag, []).append(_import_root(wheel))
    archive = _archive(ctx, json.encode(roots_by_tag))
    bootstrap = ctx.actions.declare_file(ctx.label.name + ".py")
    ctx.actions.write(bootstrap, _BOOTSTRAP.format(
        archive = repr(archive.path),
        package = ctx.file.main.dirname.split("/")[-1],
        wheels = repr(roots_by_tag),
    ))
    runtime = ctx.toolchains[_TOOLCHAIN].py3_runtime
    return [
        DefaultInfo(files = depset([bootstrap, archive])),
        PyToolInfo(
            arguments = PYTHON_FLAGS + [bootstrap.path],
            executable = runtime.interpreter or runtime.interpreter_path,
            tools = depset(
                [bootstrap, archive] + [file for file in ctx.files.wheels if _is_imported(file)],
                transitive = [runtime.files] if runtime.files else [],
            ),
        ),
    ]

py_tool = rule(
    implementation = _py_tool_impl,
    doc = "A Python package with a `main()` in its `__main__.py`, run by actions.",
    attrs = {
        "data": attr.label_list(
            doc = "Files beside the modules, which read them with `pkgutil.get_data`.",
            allow_files = True,
        ),
        "main": attr.label(
            doc = "`<package>/__main__.py`.",
            allow_single_file = [".py"],
            mandatory = True,
        ),
        "srcs": attr.label_list(doc = "The other modules.", allow_files = [".py"]),
        "wheels": attr.label_keyed_string_dict(
            doc = "Unpacked wheels by the Python they are for: `cp311`, or `abi3` and `py3` for all.",
            allow_files = True,
        ),
        "_python": attr.label(
            cfg = "exec",
            default = "//py/private:exec_python",
            providers = [ExecPythonInfo],
        ),
        "_tool_archive": attr.label(
            allow_single_file = True,
            default = "//py/private:tool_archive.py",
        ),
    },
    toolchains = [_TOOLCHAIN],
)
