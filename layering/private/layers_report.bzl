"""The report of an image, as an action writes it and as `bazel run` prints it."""

load("//py/private:py_tool.bzl", "PyToolInfo", "run_tool")
load(":host_program.bzl", "host_program")
load(":py_layers.bzl", "PyLayersFilesInfo")

visibility("//layering/...")

def _layers_report_impl(ctx):
    info = ctx.attr.layers[PyLayersFilesInfo]
    report = ctx.actions.declare_file(ctx.label.name + ".json")
    arguments = ctx.actions.args()
    arguments.add("report")
    arguments.add("--plan", info.plan)
    arguments.add("--runfiles", info.runfiles)
    arguments.add("--checked", info.checked)
    arguments.add("--image", ctx.file.image.path)
    arguments.add("--out", report)
    run_tool(
        ctx.actions,
        ctx.attr._tool[PyToolInfo],
        arguments = arguments,
        inputs = depset(
            [info.checked, info.plan, info.runfiles] + [layer.descriptor for layer in info.layers],
        ),
        outputs = [report],
        mnemonic = "PyLayerReport",
        progress_message = "Reporting the layers of %{label}",
    )
    return [DefaultInfo(files = depset([report]), runfiles = ctx.runfiles([report, ctx.file.image]))]

layers_report = rule(
    implementation = _layers_report_impl,
    doc = "The schema's `Report` of an image, as JSON.",
    attrs = {
        "image": attr.label(allow_single_file = True, mandatory = True),
        "layers": attr.label(mandatory = True, providers = [PyLayersFilesInfo]),
        "_tool": attr.label(cfg = "exec", default = "//py:layers_tool", providers = [PyToolInfo]),
    },
)

def layer_report_binary(name, *, layers, image, **kwargs):
    """Declares what `bazel run` starts to see the layers of an image.

    Args:
        name: (str) of the program; the JSON report is `<name>.layers`.
        layers: (str) label of a `py_layers`.
        image: (str) label of a `py_image`.
        **kwargs: common attributes of both targets.
    """
    layers_report(
        name = name + ".layers",
        image = image,
        layers = layers,
        **kwargs
    )
    host_program(
        name = name,
        args = ["show", "$(rootpath :{}.layers)".format(name)],
        data = [":{}.layers".format(name)],
        program = Label("//py:layers_program"),
        **kwargs
    )
