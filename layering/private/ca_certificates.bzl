"""The layer of CA certificates: made once, at the bundle's target, for all images that trust it.

It stands right above the base. Its origin is `external`: what a program trusts comes from elsewhere, whoever
keeps the bundle.
"""

load("//aspects/private:layers_info.bzl", "component")
load("//py/private:py_tool.bzl", "run_tool")
load(":layer.bzl", "add_layer_outputs", "component_json", "declare_layer", "label_text")
load(":members.bzl", "TOOLSET_ATTRS", "toolset")

visibility("//layering/...")

_NO_BUNDLE = """\
py_layers {label}: expected `cacerts` to be one file of certificates in PEM, got {count} files.
  {target}
Name the file, or a target that makes nothing else; leave `cacerts` out for an image without the layer.
"""

PyCaCertificatesInfo = provider(
    doc = "A bundle of CA certificates as a layer.",
    fields = {"layer": "(struct) see `write_layer`."},
)

def _write(ctx, bundle, label):
    tools = toolset(ctx)
    made = declare_layer(
        ctx.actions,
        name = ctx.label.name + ".cacerts",
        layer = component(
            label = label,
            origin = "external",
            name = "ca-certificates",
            fact = "the attribute cacerts",
            files = depset([bundle]),
        ),
        settings = tools.settings,
    )
    arguments = ctx.actions.args()
    arguments.add("cacerts")
    arguments.add("--bundle", bundle)
    arguments.add("--layer", component_json(made.layer))
    run_tool(
        ctx.actions,
        tools.tool,
        arguments = add_layer_outputs(arguments, made, tools.settings),
        inputs = depset([bundle]),
        outputs = [made.tar, made.descriptor, made.listing],
        mnemonic = "PyLayerCertificates",
        progress_message = "Writing layer ca-certificates of {}".format(label_text(label)),
    )
    return made

def _cacerts_aspect_impl(target, ctx):
    files = target[DefaultInfo].files.to_list()
    if len(files) != 1:
        return []
    return [PyCaCertificatesInfo(layer = _write(ctx, files[0], target.label))]

cacerts_aspect = aspect(
    implementation = _cacerts_aspect_impl,
    attrs = TOOLSET_ATTRS,
    doc = "Declares the layer at the target that has the bundle.",
)

def certificates_layer(ctx):
    """Returns the layer of CA certificates of an image.

    Args:
        ctx: (ctx) with `cacerts`, to which `cacerts_aspect` was applied, and `TOOLSET_ATTRS`.

    Returns:
        (list of struct) see `write_layer`: one, or none.

    Fails:
        if `cacerts` is not one file.
    """
    target = ctx.attr.cacerts
    if not target:
        return []
    if PyCaCertificatesInfo in target:
        return [target[PyCaCertificatesInfo].layer]
    files = ctx.files.cacerts
    if len(files) != 1:
        fail(_NO_BUNDLE.format(count = len(files), label = ctx.label, target = target.label))

    # A source file: no target, so no aspect. The layer is this image's own, with the bytes that others have.
    return [_write(ctx, files[0], target.label)]
