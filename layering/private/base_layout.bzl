"""The base of an image, as outputs: what an image links to must stay where it is.

Bazel plants the links behind which sources of other repositories lie anew for each build, with those
of that build alone. An image whose blobs led there would break with the next build of something else. So
a base's files are copied once, at the base's own target where it has one, for all images on it.
"""

load("//py/private:py_tool.bzl", "PyToolInfo", "run_tool")

visibility("//layering/...")

_NO_LAYOUT = """\
py_image {label}: expected `base` to hold the files of one OCI image layout, got {count} named oci-layout.
  {base}
Name a target whose files are `oci-layout`, `index.json` and `blobs/…`, a directory, or a py_image.
"""

PyBaseInfo = provider(
    doc = "A base that images may link to.",
    fields = {"directory": "(File) an OCI image layout, an output."},
)

def _copy(ctx, files, src):
    copied = ctx.actions.declare_directory(ctx.label.name + ".base")
    arguments = ctx.actions.args()
    arguments.add("base")
    arguments.add("--base", src)
    arguments.add("--out", copied.path)
    run_tool(
        ctx.actions,
        ctx.attr._tool[PyToolInfo],
        arguments = arguments,
        inputs = files,
        outputs = [copied],
        mnemonic = "PyImageBase",
        progress_message = "Copying base %{label}",
    )
    return copied

def _markers(files):
    return [file for file in files if file.basename == "oci-layout"]

def _base_aspect_impl(target, ctx):
    files = target[DefaultInfo].files.to_list()
    if len(files) == 1 and files[0].is_directory:
        return [PyBaseInfo(directory = files[0])]
    markers = _markers(files)
    if len(markers) != 1:
        return []
    return [PyBaseInfo(directory = _copy(ctx, target[DefaultInfo].files, markers[0].dirname))]

base_aspect = aspect(
    implementation = _base_aspect_impl,
    doc = "Copies the layout at the target that has its files.",
    attrs = {
        "_tool": attr.label(cfg = "exec", default = "//py:layers_tool", providers = [PyToolInfo]),
    },
)

def base_layout(ctx):
    """Returns the base of a `py_image`.

    Args:
        ctx: (ctx) with `base`, to which `base_aspect` was applied, and `_tool`.

    Returns:
        (struct) `directory` (str or None: the layout) and `files` (depset of File: with all that
        its links lead to).

    Fails:
        if the base's files are not those of one layout.
    """
    base = ctx.attr.base
    if not base:
        return struct(directory = None, files = depset())
    if PyBaseInfo in base:
        directory = base[PyBaseInfo].directory
    elif len(ctx.files.base) == 1 and not _markers(ctx.files.base) and ctx.files.base[0].is_source:
        # A source directory: no target, so no aspect. The tool says whether it is a layout.
        directory = _copy(ctx, base[DefaultInfo].files, ctx.files.base[0].path)
    else:
        count = len(_markers(ctx.files.base))
        fail(_NO_LAYOUT.format(base = base.label, count = count, label = ctx.label))
    behind = base[DefaultInfo].default_runfiles
    return struct(
        directory = directory.path,
        files = depset([directory], transitive = [behind.files] if behind else []),
    )
