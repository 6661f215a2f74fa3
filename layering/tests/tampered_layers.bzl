"""Layers that are not what they must be, for the tests of tests; nothing validates them."""

load("//layering/private:py_layers.bzl", "PyLayersFilesInfo")

def _tampered_layers_impl(ctx):
    info = ctx.attr.layers[PyLayersFilesInfo]
    runfiles = ctx.actions.declare_file(ctx.label.name + ".runfiles.jsonl")
    ctx.actions.write(runfiles, json.encode({"path": "_main/gone.py", "src": "gone.py"}) + "\n")
    fields = {
        field: getattr(info, field)
        for field in ["checked", "layers", "members", "plan", "platform", "program", "root"]
    }
    return [PyLayersFilesInfo(runfiles = runfiles, **fields)]

tampered_layers = rule(
    implementation = _tampered_layers_impl,
    doc = "The layers of another target, of which a runfile is expected that they do not hold.",
    attrs = {"layers": attr.label(mandatory = True, providers = [PyLayersFilesInfo])},
)
