"""A repository with some files of Debian packages, for any architecture."""

load(":debian_tool.bzl", "DEBIAN_ATTRS", "run_module")

visibility("//e2e/base/...")

def _debian_files_impl(rctx):
    arguments = ["--packages"] + rctx.attr.packages
    arguments += ["--keep"] + ["{}={}".format(src, dest) for src, dest in rctx.attr.keep.items()]
    run_module(rctx, "debian_files", "e2e.base.files", arguments)
    rctx.file("BUILD.bazel", rctx.read(rctx.attr.build_file))

debian_files = repository_rule(
    implementation = _debian_files_impl,
    doc = "Downloads Debian packages with the machine's apt, and keeps some of what is in them.",
    attrs = DEBIAN_ATTRS | {
        "build_file": attr.label(allow_single_file = True, mandatory = True),
        "keep": attr.string_dict(
            doc = "What is kept, and where: a file or directory of the packages to its place here.",
            mandatory = True,
        ),
        "packages": attr.string_list(
            doc = "Exactly these, without what they depend on. `new|old`: the first that exists.",
            mandatory = True,
        ),
    },
)
