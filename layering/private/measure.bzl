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
    made = struct(
        descriptor = actions.declare_file(name + ".measured.json"),
        layer = layer,
        listing = actions.declare_file(name + ".measured.jsonl"),
        manifest = manifest,
        members = (),
        tar = None,
    )
    arguments = actions.args()
    arguments.add("measure")
    arguments.add("--manifest", manifest)
    arguments.add("--descriptor", made.descriptor)
    arguments.add("--listing", made.listing)
    run_tool(
        actions,
        toolset.tool,
        arguments = arguments,
        inputs = depset([manifest], transitive = [inputs]),
        outputs = [made.descriptor, made.listing],
        mnemonic = "PyLayerMeasure",
        progress_message = "Measuring {} for %{{label}}".format(layer.name or layer.label.name),
    )
    return made

def measured_bucket(layer, members):
    """Returns a layer of several that nobody writes: who reads the plan joins what the members say.

    An action for each bucket would be most of what the reports of a large repository declare.

    Args:
        layer: (struct) the component that names it.
        members: (list of struct) measured, see `measure_layer`.

    Returns:
        (struct) see `declare_layer`; it has `members` and no File.
    """
    return struct(descriptor = None, layer = layer, listing = None, manifest = None, members = tuple(members), tar = None)
