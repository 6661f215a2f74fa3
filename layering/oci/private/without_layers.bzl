"""`without_layers`: what `py_image` needs to know of layers, and no layer.

`py_image` with it is what an image says and what it stands on. rules_oci's `oci_image` with that as its base only has
to stack layers: entry point, environment and platform are ours, and mean the same in both kinds of image.
"""

load("//layering/private:layer.bzl", "label_text")
load("//layering/private:py_layers.bzl", "PyLayersFilesInfo")
load("//layering/private:settings.bzl", "SCHEMA_VERSION")

visibility("//layering/oci/...")

def _without_layers_impl(ctx):
    info = ctx.attr.layers[PyLayersFilesInfo]
    plan = ctx.actions.declare_file(ctx.label.name + ".plan.json")
    ctx.actions.write(plan, json.encode({
        "label": label_text(ctx.label),
        "layout": "venv",
        "root": info.root,
        "schema_version": SCHEMA_VERSION,
    }) + "\n")
    return [PyLayersFilesInfo(
        layers = [],
        plan = plan,
        platform = info.platform,
        program = info.program,
        root = info.root,
    )]

without_layers = rule(
    implementation = _without_layers_impl,
    doc = "A `py_layers` that `py_image` takes, of none of its layers.",
    attrs = {
        "layers": attr.label(mandatory = True, providers = [PyLayersFilesInfo]),
    },
)
