"""`py_image_index`: one OCI index of an image for several platforms."""

load("//py/private:py_tool.bzl", "PyToolInfo", "run_tool")
load(":platform_transition.bzl", "PLATFORMS_ATTRS", "each_platform")
load(":py_image.bzl", "PyImageInfo")
load(":request.bzl", "write_request")
load(":stamping.bzl", "STAMP_ATTRS", "add_status")

visibility("//layering/...")

def _request(ctx, images):
    """What the writer is asked for: the schema's `IndexRequest`."""
    return write_request(ctx, {
        "annotations": ctx.attr.annotations,
        "images": [image.written.path for image in images],
        "ref_name": ctx.attr.ref_name,
    })

def _write_index(ctx, images, request, *, name, blobs):
    """Declares the action that writes a layout: of links, or a copy of the blobs that are its inputs."""
    out = ctx.actions.declare_directory(name)
    arguments = ctx.actions.args()
    arguments.add("index")
    arguments.add("--request", request)
    arguments.add("--out", out.path)
    status = add_status(ctx, arguments)
    if blobs:
        arguments.add("--copy")
    run_tool(
        ctx.actions,
        ctx.attr._tool[PyToolInfo],
        arguments = arguments,
        inputs = depset(
            [request] + status + [image.written for image in images],
            transitive = [blobs] if blobs else [],
        ),
        outputs = [out],
        mnemonic = "PyImageIndex",
        progress_message = "Writing image index %{label}",
    )
    return out

def _py_image_index_impl(ctx):
    images = [image[PyImageInfo] for image in ctx.split_attr.image.values()]
    blobs = depset(transitive = [image.blobs for image in images])
    request = _request(ctx, images)
    name = ctx.label.name
    layout = _write_index(ctx, images, request, name = name, blobs = None)
    copied = _write_index(ctx, images, request, name = name + ".copy", blobs = blobs)
    return [
        DefaultInfo(
            files = depset([layout]),
            runfiles = ctx.runfiles(files = [layout], transitive_files = blobs),
        ),
        OutputGroupInfo(blobs = blobs, copy = depset([copied])),
    ]

py_image_index = rule(
    implementation = _py_image_index_impl,
    doc = """\
An OCI image layout directory whose one entry is an OCI image index: an image for each of several platforms.

```starlark
py_image_index(
    name = "hello_image",
    image = ":hello_image_base",
    platforms = [
        "//platforms:linux_amd64",
        "//platforms:linux_arm64",
    ],
)
```

The index lists the images' manifests themselves, in the order of their platforms' names. Blobs are links,
relative, to the layers, which are in the runfiles: what two platforms share is one blob. Output group
`copy` has the same index self-contained, to be moved elsewhere.

The image, its layers and its binary are built once for each of `platforms`, which changes `--platforms` and no
other flag. Name the same `platforms` in the `py_image` and `py_layers` below it, as `release_app` does, so that
each of them, built by itself, is what the index has. Without `platforms` the index has one image, for whatever the
build is for.
""",
    attrs = PLATFORMS_ATTRS | STAMP_ATTRS | {
        "annotations": attr.string_dict(doc = "Annotations of the index, which may hold placeholders, as of `py_image`."),
        "image": attr.label(
            doc = "A `py_image`.",
            cfg = each_platform,
            mandatory = True,
            providers = [PyImageInfo],
        ),
        "ref_name": attr.string(doc = "Name of the index in index.json: `hello:latest`."),
        "_tool": attr.label(cfg = "exec", default = "//py:layers_tool", providers = [PyToolInfo]),
    },
)
