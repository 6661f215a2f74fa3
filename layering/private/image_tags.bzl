"""`image_tags`: the tags that an image is pushed under, as a file."""

load("//py/private:py_tool.bzl", "PyToolInfo", "run_tool")
load(":request.bzl", "write_request")
load(":stamping.bzl", "STAMP_ATTRS", "add_status")

visibility("//layering/...")

def _image_tags_impl(ctx):
    src = ctx.file.src
    request = write_request(ctx, {"src": src.path if src else "", "tags": ctx.attr.remote_tags})
    out = ctx.actions.declare_file(ctx.label.name + ".txt")
    arguments = ctx.actions.args()
    arguments.add("tags")
    arguments.add("--request", request)
    arguments.add("--out", out)
    run_tool(
        ctx.actions,
        ctx.attr._tool[PyToolInfo],
        arguments = arguments,
        inputs = depset([request] + add_status(ctx, arguments) + ([src] if src else [])),
        outputs = [out],
        mnemonic = "PyImageTags",
        progress_message = "Writing tags %{label}",
    )
    return [DefaultInfo(files = depset([out]), runfiles = ctx.runfiles([out]))]

image_tags = rule(
    implementation = _image_tags_impl,
    doc = """\
A file of tags, one a line, each once. In a build that does not stamp, without the tags that need it: with none
left, the file is empty.
""",
    attrs = STAMP_ATTRS | {
        "remote_tags": attr.string_list(doc = "Tags; with placeholders: `v{STABLE_VERSION}`."),
        "src": attr.label(allow_single_file = True, doc = "A file of tags, one a line."),
        "_tool": attr.label(cfg = "exec", default = "//py:layers_tool", providers = [PyToolInfo]),
    },
)
