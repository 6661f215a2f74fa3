"""The action that joins members into one layer: no file of a wheel is its input."""

load("//py/private:py_tool.bzl", "run_tool")
load(":layer.bzl", "add_record", "component_record", "planned_json")
load(":settings.bzl", "SCHEMA_VERSION")

visibility("//layering/...")

def write_bucket(actions, *, name, layer, members, toolset):
    """Declares the action that joins members.

    Args:
        actions: (actions) of the rule at whose target the layer is declared.
        name: (str) what its files are called, without extension.
        layer: (struct) the component that names it.
        members: (list of struct) see `write_layer`; in the order in which they stand in it.
        toolset: (struct) `settings` (PyLayerSettingsInfo) and `tool` (PyToolInfo).

    Returns:
        (struct) as of `write_layer`, with None for `manifest`.
    """
    settings = toolset.settings
    made = struct(
        descriptor = actions.declare_file(name + ".descriptor.json"),
        layer = layer,
        listing = actions.declare_file(name + ".listing.jsonl"),
        manifest = None,
        tar = actions.declare_file(name + settings.extension),
    )
    bucket = actions.declare_file(name + ".bucket.json")
    record = actions.args()
    record.set_param_file_format("multiline")
    fields = {"layer": component_record(layer), "schema_version": SCHEMA_VERSION}
    add_record(record, fields, name = "members", values = members, map_each = planned_json)
    actions.write(bucket, record)
    arguments = actions.args()
    arguments.add("bucket")
    arguments.add("--bucket", bucket)
    arguments.add("--tar", made.tar)
    arguments.add("--descriptor", made.descriptor)
    arguments.add("--listing", made.listing)
    arguments.add("--compression", settings.compression)
    if settings.level:
        arguments.add("--level", settings.level)
    files = [[member.tar, member.descriptor, member.listing] for member in members]
    run_tool(
        actions,
        toolset.tool,
        arguments = arguments,
        inputs = depset([bucket] + [file for three in files for file in three]),
        outputs = [made.tar, made.descriptor, made.listing],
        mnemonic = "PyLayerBucket",
        progress_message = "Joining {} members into {} for %{{label}}".format(len(members), layer.name),
    )
    return made
