"""A repository with a base image that is made of Debian packages.

For machines that reach a Debian or Ubuntu mirror and no container registry. The image is what
CPython needs at run time: no shell, no package manager, no Python.
"""

load(":debian_tool.bzl", "DEBIAN_ATTRS", "run_module")

visibility("//e2e/base/...")

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

def _debian_base_impl(rctx):
    packages = ["--packages"] + rctx.attr.packages if rctx.attr.packages else []
    run_module(rctx, "debian_base", "e2e.base", packages)
    rctx.file("BUILD.bazel", _BUILD)

debian_base = repository_rule(
    implementation = _debian_base_impl,
    doc = """Makes an OCI image layout of Debian packages with the machine's apt.

    `:layout` holds the files of the layout (its root is the directory of the file `oci-layout`);
    `packages.txt` names the versions. Equal packages give equal bytes, but the archive decides
    which versions those are: fetch again with `bazel fetch --force` for new ones.
    """,
    attrs = DEBIAN_ATTRS | {
        "packages": attr.string_list(
            doc = """Exactly these, without what they depend on. `new|old`: the first that exists.
            Empty: what CPython needs at run time, see `runtime.py`.""",
        ),
    },
)
