"""The actions that tell what a layer will hold, without it: what a report asks for that builds no layer."""

load("//py/private:py_tool.bzl", "run_tool")

visibility("//layering/...")

def measure_layer(actions, *, name, layer, manifest, inputs, toolset):
    """Declares the action that measures the layer of a manifest.

    Args:
        actions: (actions) of the rule or aspect at whose target the layer is declared.
        name: (str) what its files are called, without extension.
        layer: (struct) the component that names it.
        manifest: (File) of the layer.
        inputs: (depset of File) all that its entries name as `src`.
        toolset: (PyToolsetInfo) what it is made with.

    Returns:
        (struct) see `declare_layer`; `tar` is None.
    """
    made = _declared(actions, name, layer, manifest)
    arguments = actions.args()
    arguments.add("measure")
    arguments.add("--manifest", manifest)
    _run(actions, made, arguments, depset([manifest], transitive = [inputs]), toolset)
    return made

def measure_bucket(actions, *, name, layer, bucket, members, toolset):
    """Declares the action that measures a layer of several from what was measured of them.

    Args:
        actions: (actions) of the rule or aspect at whose target the layer is declared.
        name: (str) what its files are called, without extension.
        layer: (struct) the component that names it.
        bucket: (File) the schema's `Bucket`.
        members: (list of struct) measured, see `measure_layer`.
        toolset: (PyToolsetInfo) what it is made with.

    Returns:
        (struct) see `declare_layer`; `tar` and `manifest` are None.
    """
    made = _declared(actions, name, layer, None)
    arguments = actions.args()
    arguments.add("measure")
    arguments.add("--bucket", bucket)
    arguments.add("--owner", "{}:{}".format(toolset.settings.uid, toolset.settings.gid))
    inputs = [bucket] + [file for member in members for file in (member.descriptor, member.listing)]
    _run(actions, made, arguments, depset(inputs), toolset)
    return made

def _declared(actions, name, layer, manifest):
    return struct(
        descriptor = actions.declare_file(name + ".measured.json"),
        layer = layer,
        listing = actions.declare_file(name + ".measured.jsonl"),
        manifest = manifest,
        tar = None,
    )

def _run(actions, made, arguments, inputs, toolset):
    arguments.add("--descriptor", made.descriptor)
    arguments.add("--listing", made.listing)
    run_tool(
        actions,
        toolset.tool,
        arguments = arguments,
        inputs = inputs,
        outputs = [made.descriptor, made.listing],
        mnemonic = "PyLayerMeasure",
        progress_message = "Measuring {} for %{{label}}".format(made.layer.name or made.layer.label.name),
    )
