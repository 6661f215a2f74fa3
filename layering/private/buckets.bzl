"""The action that joins members into one layer: no file of a wheel is its input."""

load("//py/private:py_tool.bzl", "run_tool")
load(":layer.bzl", "add_layer_outputs", "add_record", "component_record", "declare_layer", "planned_json")
load(":measure.bzl", "measured_bucket")
load(":settings.bzl", "SCHEMA_VERSION")

visibility("//layering/...")

def write_bucket(actions, *, name, layer, members, toolset):
    """Declares the action that joins members, if they are written and not only measured.

    Args:
        actions: (actions) of the rule at whose target the layer is declared.
        name: (str) what its files are called, without extension.
        layer: (struct) the component that names it.
        members: (list of struct) see `write_layer`; in the order in which they stand in it.
        toolset: (PyToolsetInfo) what it is made with.

    Returns:
        (struct) see `declare_layer`; without a manifest.
    """
    if toolset.measures:
        return measured_bucket(layer, members)
    settings = toolset.settings
    made = declare_layer(actions, name = name, layer = layer, settings = settings)
    arguments = actions.args()
    arguments.add("bucket")
    fields = {"layer": component_record(layer), "schema_version": SCHEMA_VERSION}
    add_record(arguments, fields, map_each = planned_json, name = "members", option = "--bucket=", values = members)
    files = [[member.tar, member.descriptor, member.listing] for member in members]
    run_tool(
        actions,
        toolset.tool,
        arguments = add_layer_outputs(arguments, made, settings),
        inputs = depset([file for three in files for file in three]),
        outputs = [made.tar, made.descriptor, made.listing],
        mnemonic = "PyLayerBucket",
        progress_message = "Joining {} members into {} for %{{label}}".format(len(members), layer.name),
    )
    return made
