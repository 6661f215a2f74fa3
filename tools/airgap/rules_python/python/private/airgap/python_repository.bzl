"""A repository that holds one relocatable CPython."""

load(":installed.bzl", "INTERPRETERS")

visibility(["//python/extensions/..."])

_BUILD = """\
load("@rules_python//python:defs.bzl", "py_runtime", "py_runtime_pair")

package(default_visibility = ["//visibility:public"])

exports_files(["bin/python3", "bin/python{minor}"])

# An interpreter that ran leaves bytecode behind: it is no part of the runtime.
filegroup(
    name = "files",
    srcs = glob(
        ["bin/**", "lib/**"],
        exclude = ["**/__pycache__/**", "**/*.pyc"],
    ),
)

alias(
    name = "python3",
    actual = "bin/python3",
)

alias(
    name = "python",
    actual = ":python3",
)

py_runtime(
    name = "py3_runtime",
    files = [":files"],
    interpreter = "bin/python{minor}",
    python_version = "PY3",
)

py_runtime_pair(
    name = "python_runtimes",
    py2_runtime = None,
    py3_runtime = ":py3_runtime",
)
"""

_COPY_FAILED = """\
python_repository {name}: cp must copy {src}, got exit status {status}.
  {stderr}
Delete the folder of ./bazelw in the cache directory: the next call sets it up again.
"""

def _python_repository_impl(rctx):
    src = INTERPRETERS[rctx.attr.minor]["src"]
    copied = rctx.execute(["cp", "-a", src + "/.", "."])
    if copied.return_code:
        fail(_COPY_FAILED.format(
            name = rctx.name,
            src = repr(src),
            status = copied.return_code,
            stderr = copied.stderr.strip(),
        ))
    rctx.file("BUILD.bazel", _BUILD.format(minor = rctx.attr.minor))

python_repository = repository_rule(
    implementation = _python_repository_impl,
    attrs = {
        "fingerprint": attr.string(
            doc = "Changes with the bytes of the interpreter, so that the repository is made again.",
            mandatory = True,
        ),
        "minor": attr.string(mandatory = True, values = INTERPRETERS.keys()),
    },
    doc = "Copies an installed interpreter: real files, which any sandbox can see.",
)
