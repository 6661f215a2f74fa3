"""Runs a module of this folder in a repository rule: what all rules here have in common."""

visibility("//e2e/base/...")

_NO_PYTHON = """\
{rule} {name}: Python 3.11 or newer must run, got {python}.
  {output}
Install python3, or set `python` to the label of an interpreter.
"""

DEBIAN_ATTRS = {
    "architecture": attr.string(
        doc = "Debian's name of the architecture. Empty: the machine's.",
    ),
    "python": attr.label(
        allow_single_file = True,
        doc = "An interpreter, 3.11 or newer. Default: `python3` of the machine.",
    ),
    "suite": attr.string(
        doc = "A suite of the archive that the machine uses. Empty: the machine's release.",
    ),
    "_tool": attr.label_list(
        allow_files = True,
        default = [
            "//e2e/base:__init__.py",
            "//e2e/base:__main__.py",
            "//e2e/base:archive.py",
            "//e2e/base:command.py",
            "//e2e/base:errors.py",
            "//e2e/base:files.py",
            "//e2e/base:filesystem.py",
            "//e2e/base:layout.py",
            "//e2e/base:runtime.py",
        ],
    ),
}

def _python(rctx, rule):
    """Returns the interpreter that runs the tool."""
    python = rctx.path(rctx.attr.python) if rctx.attr.python else rctx.which("python3")
    output = "python3 is not on the PATH"
    if python:
        check = "import sys; sys.exit(sys.version_info < (3, 11) and sys.version)"
        done = rctx.execute([python, "-c", check])
        if done.return_code == 0:
            return python
        output = done.stderr.strip()
    fail(_NO_PYTHON.format(name = rctx.name, output = output, python = repr(str(python)), rule = rule))

def run_module(rctx, rule, module, arguments):
    """Runs a module that downloads packages with the machine's apt.

    Args:
        rctx: (repository_ctx) with `DEBIAN_ATTRS`.
        rule: (str) its name, for errors.
        module: (str) `e2e.base.files`.
        arguments: (list of str) beside those that all modules take.

    Fails:
        with the words of the module.
    """

    # Resolving every file makes a change of the tool a reason to run it again.
    tool = [rctx.path(label) for label in rctx.attr._tool]
    workspace = tool[0].dirname.dirname.dirname
    command = [_python(rctx, rule), "-B", "-m", module, "--output", rctx.path(".")]
    command += ["--suite=" + rctx.attr.suite, "--architecture=" + rctx.attr.architecture]
    rctx.report_progress("Downloading Debian packages")
    done = rctx.execute(command + arguments, environment = {"PYTHONPATH": str(workspace)})
    if done.return_code:
        fail("\n" + done.stderr)
