"""The report of an image, as an action writes it and as `bazel run` prints it."""

load("//py/private:py_tool.bzl", "PyToolInfo", "run_tool")
load(":host_program.bzl", "host_program")
load(":layer.bzl", "plain_label")
load(":py_layers.bzl", "PyLayersFilesInfo")
load(":report_page.bzl", "layers_report_page")

visibility("//layering/...")

def target_line(target):
    """Returns one line of the targets that a binary reaches: the schema's `Target`.

    Args:
        target: (struct) see `target_record`.

    Returns:
        (str) JSON; written at execution, see `write_targets`.
    """
    deps = {plain_label(str(label)): None for label in target.deps}
    return json.encode({"deps": list(deps), "label": plain_label(str(target.label))})

def write_targets(actions, name, targets):
    """Declares the file of all targets that a binary reaches.

    Args:
        actions: (actions) of a rule or aspect.
        name: (str) of the file.
        targets: (depset of struct) of PyLayersInfo.

    Returns:
        (File) the schema's `Target`s, one per line.
    """
    lines = actions.args()
    lines.set_param_file_format("multiline")
    lines.add_all(targets, map_each = target_line)
    file = actions.declare_file(name)
    actions.write(file, lines)
    return file

def _layers_report_impl(ctx):
    info = ctx.attr.layers[PyLayersFilesInfo]
    report = ctx.actions.declare_file(ctx.label.name + ".json")
    targets = write_targets(ctx.actions, ctx.label.name + ".targets.jsonl", info.program.targets)
    arguments = ctx.actions.args()
    arguments.add("report")
    arguments.add("--plan", info.plan)
    arguments.add("--targets", targets)
    arguments.add("--runfiles", info.runfiles)
    arguments.add("--checked", info.checked)
    arguments.add("--image", ctx.file.image.path)
    arguments.add("--out", report)
    run_tool(
        ctx.actions,
        ctx.attr._tool[PyToolInfo],
        arguments = arguments,
        inputs = depset(
            [info.checked, info.plan, info.runfiles, targets] +
            [file for layer in info.layers for file in (layer.descriptor, layer.listing)],
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
