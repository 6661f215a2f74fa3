"""A repository with a base image that is made of Debian packages.

For machines that reach a Debian or Ubuntu mirror and no container registry. The image is what
CPython needs at run time: no shell, no package manager, no Python.
"""

visibility("//e2e/base/...")

_NO_PYTHON = """\
debian_base {name}: Python 3.11 or newer must run, got {python}.
  {output}
Install python3, or set `python` to the label of an interpreter.
"""

# The names of the blobs are their digests, so they can only be globbed.
_BUILD = """\
package(default_visibility = ["//visibility:public"])

filegroup(
    name = "layout",
    srcs = [
        "layout/index.json",
        "layout/oci-layout",
    ] + glob(["layout/blobs/**"]),
)

exports_files(["packages.txt"] + glob(["layout/**"]))
"""

def _python(rctx):
    """Returns the interpreter that runs the tool."""
    python = rctx.path(rctx.attr.python) if rctx.attr.python else rctx.which("python3")
    output = "python3 is not on the PATH"
    if python:
        check = "import sys; sys.exit(sys.version_info < (3, 11) and sys.version)"
        done = rctx.execute([python, "-c", check])
        if done.return_code == 0:
            return python
        output = done.stderr.strip()
    fail(_NO_PYTHON.format(name = rctx.name, python = repr(str(python)), output = output))

def _debian_base_impl(rctx):
    # Resolving every file makes a change of the tool a reason to run it again.
    tool = [rctx.path(label) for label in rctx.attr._tool]
    workspace = tool[0].dirname.dirname.dirname
    command = [_python(rctx), "-B", "-m", "e2e.base", "--output", rctx.path(".")]
    command += ["--suite=" + rctx.attr.suite, "--architecture=" + rctx.attr.architecture]
    if rctx.attr.packages:
        command += ["--packages"] + rctx.attr.packages
    rctx.report_progress("Downloading Debian packages")
    done = rctx.execute(command, environment = {"PYTHONPATH": str(workspace)})
    if done.return_code:
        fail("\n" + done.stderr)
    rctx.file("BUILD.bazel", _BUILD)

debian_base = repository_rule(
    implementation = _debian_base_impl,
    doc = """Makes an OCI image layout of Debian packages with the machine's apt.

    `:layout` holds the files of the layout (its root is the directory of the file `oci-layout`);
    `packages.txt` names the versions. Equal packages give equal bytes, but the archive decides
    which versions those are: fetch again with `bazel fetch --force` for new ones.
    """,
    attrs = {
        "architecture": attr.string(
            doc = "Debian's name of the architecture. Empty: the machine's.",
        ),
        "packages": attr.string_list(
            doc = """Exactly these, without what they depend on. `new|old`: the first that exists.
            Empty: what CPython needs at run time, see `runtime.py`.""",
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
                "//e2e/base:errors.py",
                "//e2e/base:filesystem.py",
                "//e2e/base:layout.py",
                "//e2e/base:runtime.py",
            ],
        ),
    },
)
