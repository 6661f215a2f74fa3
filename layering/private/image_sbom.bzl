"""`image_sbom`: what the images of an app consist of, for other programs."""

load("//py/private:py_tool.bzl", "PyToolInfo")
load(":platform_transition.bzl", "PLATFORMS_ATTRS", "each_platform")
load(":py_layers.bzl", "PyLayersFilesInfo")
load(":report_files.bzl", "write_report")

visibility("//layering/...")

_EXTENSIONS = {
    "cyclonedx": "cdx.json",
    "spdx": "spdx.json",
}

def _stems(ctx, infos):
    """The names of the files, without extensions: several of `platforms` may be the same in OCI's words."""
    stems = []
    for info in infos:
        platform = info.platform
        words = [ctx.label.name, platform.os, platform.architecture, platform.variant]
        stem = ".".join([word for word in words if word])
        stems.append(stem if stem not in stems else "{}.{}".format(stem, len(stems) + 1))
    return stems

def _write_sbom(ctx, info, stem):
    """Declares the bill of materials of one image."""
    report = write_report(
        ctx.actions,
        stem + ".layers",
        info,
        checked = info.checked,
        tool = ctx.attr._tool[PyToolInfo],
    ).json
    out = ctx.actions.declare_file("{}.{}".format(stem, _EXTENSIONS[ctx.attr.format]))
    arguments = ctx.actions.args()
    arguments.add("sbom")
    arguments.add(report)
    arguments.add("--format", ctx.attr.format)
    arguments.add("--out", out)
    ctx.actions.run(
        executable = ctx.executable._program,
        arguments = [arguments],
        inputs = [report],
        outputs = [out],
        mnemonic = "PyLayerSbom",
        progress_message = "Writing the bill of materials of %{label}",
    )
    return out

def _image_sbom_impl(ctx):
    infos = [layers[PyLayersFilesInfo] for layers in ctx.split_attr.layers.values()]
    boms = [_write_sbom(ctx, info, stem) for info, stem in zip(infos, _stems(ctx, infos))]
    return [DefaultInfo(files = depset(boms), runfiles = ctx.runfiles(boms))]

image_sbom = rule(
    implementation = _image_sbom_impl,
    doc = """\
A bill of materials for each platform of an image: the interpreter and every package, with purl, version,
licence, hash and the digest of the layer that holds it. docs/reports.md tells more.""",
    attrs = PLATFORMS_ATTRS | {
        "format": attr.string(
            default = "cyclonedx",
            doc = "CycloneDX 1.6 or SPDX 2.3, as JSON.",
            values = sorted(_EXTENSIONS),
        ),
        "layers": attr.label(
            doc = "A `py_layers`.",
            cfg = each_platform,
            mandatory = True,
            providers = [PyLayersFilesInfo],
        ),
        "_program": attr.label(
            cfg = "exec",
            default = "//py:layers_program",
            executable = True,
        ),
        "_tool": attr.label(cfg = "exec", default = "//py:layers_tool", providers = [PyToolInfo]),
    },
)
