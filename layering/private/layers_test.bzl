"""`layers_test`: that the layers of an image are what they must be, as a Bazel test."""

load("//py/private:py_tool.bzl", "PyToolInfo", "run_tool")
load(":py_layers.bzl", "PyLayersFilesInfo")
load(":verdict_test.bzl", "verdict_test")

visibility("//layering/...")

def _layers_verdict_impl(ctx):
    info = ctx.attr.layers[PyLayersFilesInfo]
    verdict = ctx.actions.declare_file(ctx.label.name + ".txt")
    arguments = ctx.actions.args()
    arguments.add("verify")
    arguments.add("--plan", info.plan)
    arguments.add("--runfiles", info.runfiles)
    arguments.add("--platform-os", info.platform.os)
    arguments.add("--platform-architecture", info.platform.architecture)
    arguments.add("--out", verdict)
    files = [[layer.tar, layer.descriptor, layer.listing] for layer in info.layers]
    run_tool(
        ctx.actions,
        ctx.attr._tool[PyToolInfo],
        arguments = arguments,
        inputs = depset([info.plan, info.runfiles] + [file for three in files for file in three]),
        outputs = [verdict],
        mnemonic = "PyLayerVerify",
        progress_message = "Reading the layers of %{label}",
    )
    return [DefaultInfo(files = depset([verdict]), runfiles = ctx.runfiles([verdict]))]

_layers_verdict = rule(
    implementation = _layers_verdict_impl,
    doc = "What is wrong with layers, as text; empty: nothing.",
    attrs = {
        "layers": attr.label(
            doc = "A `py_layers`.",
            mandatory = True,
            providers = [PyLayersFilesInfo],
        ),
        "_tool": attr.label(cfg = "exec", default = "//py:layers_tool", providers = [PyToolInfo]),
    },
)

def layers_test(name, layers, **kwargs):
    """Tests what every image must hold.

    ```starlark
    layers_test(
        name = "hello_layers_test",
        layers = ":hello_layers",
    )
    ```

    Fails with the words of the validation action, also where `--norun_validations` turns that off: a
    runfile that is in no layer or in two, layers that disagree about a path, a link that leads
    nowhere, a package for another platform, more layers than the budget. The test reads the layers
    too, which the validation does not: each must be what its descriptor says (digest, diff_id, sizes)
    and hold what its listing says, file by file.

    Args:
        name: (str) of the test.
        layers: (str) label of a `py_layers`.
        **kwargs: common attributes of tests.
    """
    verdict_test(name, _layers_verdict, attrs = {"layers": layers}, **kwargs)
