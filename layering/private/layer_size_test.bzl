"""`layer_size_test`: that layers are no larger than a team has decided, as a Bazel test."""

load("//py/private:py_tool.bzl", "PyToolInfo", "run_tool")
load(":layer.bzl", "label_text", "planned_record")
load(":py_layers.bzl", "PyLayersFilesInfo")
load(":report_files.bzl", "write_targets")
load(":settings.bzl", "SCHEMA_VERSION")
load(":verdict_test.bzl", "verdict_test")

visibility("//layering/...")

_NO_LIMIT = """\
layer_size_test {label}: expected `max_bytes` or `max_layer_bytes`, got neither.
Set a limit, such as max_bytes = 200 * 1000 * 1000, or drop the test.
"""

_NOT_BYTES = """\
layer_size_test {label}: expected `{attribute}` to be a number of bytes above 0, got {value}.
Write a whole number: {attribute} = 200 * 1000 * 1000 is 200 MB.
"""

def _bytes(label, attribute, value):
    """Returns a number that came as text: integer attributes end at 2 GB."""
    if not value.isdigit() or int(value) == 0:
        fail(_NOT_BYTES.format(attribute = attribute, label = label, value = repr(value)))
    return int(value)

def _size_limits(ctx, info):
    """Returns the schema's `SizeLimits`."""
    attr = ctx.attr
    if not attr.max_bytes and not attr.max_layer_bytes:
        fail(_NO_LIMIT.format(label = attr.test))
    return {
        "compressed": attr.compressed,
        "label": attr.test,
        "limits": [
            {"max_bytes": _bytes(attr.test, "max_layer_bytes[{}]".format(repr(name)), value), "name": name}
            for name, value in sorted(attr.max_layer_bytes.items())
        ],
        "max_bytes": _bytes(attr.test, "max_bytes", attr.max_bytes) if attr.max_bytes else 0,
        "members": [planned_record(member) for member in info.members],
        "schema_version": SCHEMA_VERSION,
    }

def _sizes_verdict_impl(ctx):
    info = ctx.attr.layers[PyLayersFilesInfo]
    limits = ctx.actions.declare_file(ctx.label.name + ".limits.json")
    ctx.actions.write(limits, json.encode(_size_limits(ctx, info)) + "\n")
    targets = write_targets(ctx.actions, ctx.label.name + ".targets.jsonl", info.program.targets)
    verdict = ctx.actions.declare_file(ctx.label.name + ".txt")
    arguments = ctx.actions.args()
    arguments.add("sizes")
    arguments.add("--plan", info.plan)
    arguments.add("--limits", limits)
    arguments.add("--targets", targets)
    arguments.add("--out", verdict)
    files = [[layer.descriptor, layer.listing] for layer in info.layers + info.members]
    run_tool(
        ctx.actions,
        ctx.attr._tool[PyToolInfo],
        arguments = arguments,
        inputs = depset([info.plan, limits, targets] + [file for two in files for file in two]),
        outputs = [verdict],
        mnemonic = "PyLayerSizes",
        progress_message = "Measuring the layers of %{label}",
    )
    return [DefaultInfo(files = depset([verdict]), runfiles = ctx.runfiles([verdict]))]

_sizes_verdict = rule(
    implementation = _sizes_verdict_impl,
    doc = "What is too large, as text; empty: nothing.",
    attrs = {
        "compressed": attr.bool(mandatory = True),
        "layers": attr.label(
            doc = "A `py_layers`.",
            mandatory = True,
            providers = [PyLayersFilesInfo],
        ),
        "max_bytes": attr.string(doc = "A decimal number; empty: no limit."),
        "max_layer_bytes": attr.string_dict(doc = "Decimal numbers by name."),
        "test": attr.string(doc = "Label of the test, for errors.", mandatory = True),
        "_tool": attr.label(cfg = "exec", default = "//py:layers_tool", providers = [PyToolInfo]),
    },
)

def layer_size_test(name, layers, *, max_bytes = None, max_layer_bytes = {}, compressed = True, **kwargs):
    """Tests how large layers are.

    ```starlark
    layer_size_test(
        name = "hello_size_test",
        layers = ":hello_layers",
        max_bytes = 300 * 1000 * 1000,
        max_layer_bytes = {
            "*": 100 * 1000 * 1000,
            "app": 1000 * 1000,
            "torch": 250 * 1000 * 1000,
        },
    )
    ```

    Says what is too large, by how much, and which files make it so. Reads what layers say of
    themselves and no layer.

    Args:
        name: (str) of the test.
        layers: (str) label of a `py_layers`.
        max_bytes: (int) of all layers together, the base image not counted.
        max_layer_bytes: (dict of str to int) by origin (`interpreter`, `pypi`, `links`, `external`,
            `internal`, `app`: all its layers together); by package, also one that shares a layer with
            others; by layer (the name of a bucket, the label of a target); `"*"`: each layer alone.
            A name that the image does not have is an error.
        compressed: (bool) whether sizes are of the layers as they are pulled, or of the files in them.
        **kwargs: common attributes of tests.
    """
    verdict_test(
        name,
        _sizes_verdict,
        attrs = {
            "compressed": compressed,
            "layers": layers,
            "max_bytes": "" if max_bytes == None else str(max_bytes),
            "max_layer_bytes": {key: str(value) for key, value in max_layer_bytes.items()},
            "test": label_text(native.package_relative_label(name)),
        },
        **kwargs
    )
