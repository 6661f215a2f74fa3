"""The report of an image, as an action writes it and as `bazel run` prints it."""

load("//py/private:py_tool.bzl", "PyToolInfo")
load(":host_program.bzl", "host_program")
load(":py_layers.bzl", "PyLayersFilesInfo")
load(":report_files.bzl", "write_report")
load(":report_page.bzl", "layers_report_page")

visibility("//layering/...")

def _layers_report_impl(ctx):
    info = ctx.attr.layers[PyLayersFilesInfo]
    report = write_report(
        ctx.actions,
        ctx.label.name,
        info,
        checked = info.checked,
        image = ctx.file.image,
        tool = ctx.attr._tool[PyToolInfo],
    )
    return [
        DefaultInfo(files = depset([report.json]), runfiles = ctx.runfiles([report.json, ctx.file.image])),
        OutputGroupInfo(layer_report = depset([report.json, report.text])),
    ]

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
        name: (str) of the program; the JSON report is `<name>.layers`, the HTML page `<name>.html`.
        layers: (str) label of a `py_layers`.
        image: (str) label of a `py_image`.
        **kwargs: common attributes of all targets.
    """
    layers_report(
        name = name + ".layers",
        image = image,
        layers = layers,
        **kwargs
    )
    layers_report_page(
        name = name + ".html",
        report = ":{}.layers".format(name),
        **(kwargs | {"tags": (kwargs.get("tags") or []) + ["manual"]})
    )
    host_program(
        name = name,
        args = ["show", "$(rootpath :{}.layers)".format(name)],
        data = [":{}.layers".format(name)],
        program = Label("//py:layers_program"),
        **kwargs
    )
