"""`py_image`: an OCI image layout from layers, written from their descriptors."""

load("//py/private:py_tool.bzl", "PyToolInfo", "run_tool")
load(":base_layout.bzl", "base_aspect", "base_layout")
load(":platform_transition.bzl", "platform_rule")
load(":py_layers.bzl", "PyLayersFilesInfo")
load(":request.bzl", "write_request")
load(":stamping.bzl", "STAMP_ATTRS", "add_status")

visibility("//layering/...")

PyImageInfo = provider(
    doc = "An image for one platform.",
    fields = {
        "blobs": "(depset of File) what the links of the layout lead to: layers, and the base.",
        "layout": "(File) an OCI image layout directory.",
        "written": "(File) the schema's `WrittenImage`.",
    },
)

def _default_env(root):
    """Tools find the venv, and nothing is written at start."""
    return {
        "PYTHONDONTWRITEBYTECODE": "1",
        "VIRTUAL_ENV": "/{}/venv".format(root),
    }

def _request(ctx, info):
    """What the image writer is asked for: the schema's `ImageRequest`."""
    attr = ctx.attr
    env = _default_env(info.root) | attr.env
    return write_request(ctx, {
        "annotations": attr.annotations,
        "architecture": info.platform.architecture,
        "cmd": attr.cmd,
        "entrypoint": attr.entrypoint or ["/{}/bin/{}".format(info.root, info.program.name)],
        "env": ["{}={}".format(name, env[name]) for name in sorted(env)],
        "labels": attr.labels,
        "os": info.platform.os,
        "path_prefix": "/{}/venv/bin".format(info.root),
        "ports": attr.ports,
        "ref_name": attr.ref_name,
        "user": attr.user,
        "variant": info.platform.variant,
        "workdir": attr.workdir or "/" + info.root,
    })

def _write_image(ctx, info, base, *, request, name, written = None):
    """Declares the action that writes a layout of links, and `written`; without that, a copy."""
    out = ctx.actions.declare_directory(name)
    inputs = [info.plan, request] + [layer.descriptor for layer in info.layers]
    arguments = ctx.actions.args()
    arguments.add("image")
    arguments.add("--plan", info.plan)
    arguments.add("--request", request)
    if base.directory:
        arguments.add("--base", base.directory)
    arguments.add("--out", out.path)
    inputs += add_status(ctx, arguments)
    if written:
        arguments.add("--written", written)
    else:
        arguments.add("--copy")
        inputs += [layer.tar for layer in info.layers]
    run_tool(
        ctx.actions,
        ctx.attr._tool[PyToolInfo],
        arguments = arguments,
        inputs = depset(inputs, transitive = [base.files]),
        outputs = [out, written] if written else [out],
        mnemonic = "PyImage",
        progress_message = "Writing image %{label}",
    )
    return out

def _py_image_impl(ctx):
    info = ctx.attr.layers[PyLayersFilesInfo]
    request = _request(ctx, info)
    base = base_layout(ctx)
    name = ctx.label.name
    written = ctx.actions.declare_file(name + ".image.json")
    layout = _write_image(ctx, info, base, request = request, name = name, written = written)
    copied = _write_image(ctx, info, base, request = request, name = name + ".copy")
    blobs = depset([layer.tar for layer in info.layers], transitive = [base.files])
    return [
        DefaultInfo(
            files = depset([layout]),
            runfiles = ctx.runfiles(files = [layout], transitive_files = blobs),
        ),
        OutputGroupInfo(blobs = blobs, copy = depset([copied])),
        PyImageInfo(blobs = blobs, layout = layout, written = written),
    ]

py_image = platform_rule(
    implementation = _py_image_impl,
    doc = """\
An OCI image layout directory (image-spec 1.1) from `py_layers`, and a base.

```starlark
py_image(
    name = "hello_image",
    base = "@distroless//:layout",
    layers = ":hello_layers",
    ports = ["8000/tcp"],
)
```

Blobs are links, relative, to the layers, which are in the runfiles: an edit rewrites two small JSON
files. Output group `copy` has the same image self-contained, to be moved elsewhere.

`{STABLE_GIT_COMMIT}` in an annotation or a label stands for that key of the workspace status, `{KEY?}` for one that it
may lack, `{CREATED}` for the time of the image, which is the epoch unless the build is stamped. What a build
without --stamp does not know, it leaves out: such an image does not change with the commit.
""",
    attrs = STAMP_ATTRS | {
        "annotations": attr.string_dict(doc = "Annotations of the manifest, which may hold placeholders."),
        "base": attr.label(
            doc = "An OCI layout that the layers stand on: a directory, or its files.",
            allow_files = True,
            aspects = [base_aspect],
        ),
        "cmd": attr.string_list(doc = "Arguments of the entry point."),
        "entrypoint": attr.string_list(doc = "Default: `/<root>/bin/<name of the binary>`."),
        "env": attr.string_dict(doc = "Environment, over the base's."),
        "labels": attr.string_dict(doc = "Labels of the image's configuration, which may hold placeholders."),
        "layers": attr.label(
            doc = "A `py_layers`.",
            mandatory = True,
            providers = [PyLayersFilesInfo],
        ),
        "ports": attr.string_list(doc = "Ports the program listens on: `8000`, `8000/udp`."),
        "ref_name": attr.string(doc = "Name of the manifest in index.json: `hello:latest`."),
        "user": attr.string(doc = "`uid`, `uid:gid` or a name. Default: the base's."),
        "workdir": attr.string(doc = "Default: `/<root>`."),
        "_tool": attr.label(cfg = "exec", default = "//py:layers_tool", providers = [PyToolInfo]),
    },
)
