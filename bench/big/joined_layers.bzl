"""`joined_layers`: what `py_layers` writes as one layer a package, written as two by the same writer."""

_ORIGINS = {
    "deps": ["interpreter", "pypi"],
    "rest": ["links", "external", "internal", "app"],
}

def _write(ctx, kind, manifests, inputs):
    made = [
        ctx.actions.declare_file("{}.{}.{}".format(ctx.label.name, kind, ending))
        for ending in ["manifest.jsonl", "tar.zst", "descriptor.json", "listing.jsonl"]
    ]
    arguments = ctx.actions.args()
    arguments.add("--origins", ",".join(_ORIGINS[kind]))
    arguments.add_all(["--manifest", "--tar", "--descriptor", "--listing"])
    arguments.add_all(made)
    arguments.add_all(manifests)
    ctx.actions.run(
        executable = ctx.executable._joined,
        arguments = [arguments],
        inputs = depset(transitive = [manifests, inputs]),
        outputs = made,
        mnemonic = "BenchJoinedLayer",
        progress_message = "Writing the {} of %{{label}}".format(kind),
        # A sandbox of 8,600 links takes longer than the layer.
        execution_requirements = {"no-sandbox": "1"},
    )
    return made[1]

def _joined_layers_impl(ctx):
    manifests = ctx.attr.layers[OutputGroupInfo].manifests
    binary = ctx.attr.binary[DefaultInfo]
    mapping = binary.files_to_run.repo_mapping_manifest
    inputs = depset([mapping] if mapping else [], transitive = [binary.default_runfiles.files])
    return [DefaultInfo(files = depset([
        _write(ctx, kind, manifests, inputs)
        for kind in _ORIGINS
    ]))]

joined_layers = rule(
    implementation = _joined_layers_impl,
    doc = "Writes two layers: interpreter and packages, and the rest.",
    attrs = {
        "binary": attr.label(doc = "The `py_binary`.", mandatory = True),
        "layers": attr.label(doc = "Its `py_layers`.", mandatory = True),
        "_joined": attr.label(cfg = "exec", default = "//:joined", executable = True),
    },
)

def _built_tool_impl(ctx):
    return [DefaultInfo(files = ctx.attr.tool[DefaultInfo].files)]

built_tool = rule(
    implementation = _built_tool_impl,
    doc = "A tool as actions have it, to be built before they are timed.",
    attrs = {"tool": attr.label(cfg = "exec", mandatory = True)},
)
