"""`layer_report`: the report of any Python program, asked for on the command line."""

load("@bazel_skylib//rules:common_settings.bzl", "BuildSettingInfo")
load("//py/private:py_tool.bzl", "PyToolInfo")
load(":image_layers.bzl", "whole_split")
load(":members.bzl", "TOOLSET_ATTRS", "measuring", "members_aspect", "toolset")
load(":program.bzl", "is_program")
load(":program_layers.bzl", "program_layers")
load(":report_files.bzl", "write_report")
load(":report_page.bzl", "PAGE_ATTRIBUTE", "write_page")

visibility(["//aspects/...", "//layering/..."])

def _layer_report_impl(target, ctx):
    if ctx.rule.kind.endswith("_test") or not is_program(target):
        return []
    tools = toolset(ctx)
    is_compressed = ctx.attr._compressed[BuildSettingInfo].value
    made = program_layers(
        ctx,
        [target],
        whole_split(ctx.attr._budget[BuildSettingInfo].value),
        tools if is_compressed else measuring(tools),
    )
    name = ctx.label.name + ".layers"
    report = write_report(ctx.actions, name, made, owner = tools.settings, tool = tools.tool)
    page = write_page(
        ctx.actions,
        name + ".html",
        report = report.json,
        tool = ctx.attr._page[PyToolInfo],
    )
    return [OutputGroupInfo(layer_report = depset([report.json, report.text, page]))]

layer_report = aspect(
    implementation = _layer_report_impl,
    doc = """\
What an image of a `py_binary` would hold, layer by layer, with no change to a BUILD file:

```sh
bazel build --aspects=@rules_py_layers//aspects:defs.bzl%layer_report --output_groups=layer_report //svc:hello
```

The output group `layer_report` has `<name>.layers.json` (the schema's `Report`), `<name>.layers.md` and
`<name>.layers.html`, in the package of the binary; Bazel prints where, for many targets with
`--show_result=1000`. No layer is built: files are read, and sizes are those of files and of uncompressed tars. With
`--@rules_py_layers//layering:report_compressed` the layers are built, and the report has their compressed sizes
and digests. The image is split as by `release_app(auto_layers = True)`,
into at most `--@rules_py_layers//layering:report_budget` layers. Tests, and targets that are no Python programs, are
passed over.
""",
    attrs = TOOLSET_ATTRS | {
        "_budget": attr.label(
            default = "//layering:report_budget",
            providers = [BuildSettingInfo],
        ),
        "_compressed": attr.label(
            default = "//layering:report_compressed",
            providers = [BuildSettingInfo],
        ),
        "_page": PAGE_ATTRIBUTE,
    },
    requires = [members_aspect],
)
