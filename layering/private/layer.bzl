"""The action that writes one layer."""

load("//py/private:py_tool.bzl", "PyToolInfo", "run_tool")
load(":settings.bzl", "SCHEMA_VERSION")

visibility("//layering/...")

def label_text(label):
    """Returns a label as a user writes it: one of the main repository without `@@`."""
    return str(label).removeprefix("@@" if label.repo_name == "" else "")

def component_record(component):
    """Returns a component as the schema's `Component`, without its defaults."""
    record = {
        "fact": component.fact,
        "label": label_text(component.label),
        "name": component.name,
        "origin": component.origin,
        "part": component.part,
        "version": component.version,
    }
    return {field: value for field, value in record.items() if value}

def planned_record(made):
    """Returns a layer, see `write_layer`, as the schema's `PlannedLayer`."""
    return {
        "descriptor": made.descriptor.path,
        "layer": component_record(made.layer),
        "listing": made.listing.path,
        "tar": made.tar.path,
    }

def manifest_header(layer, settings, components = []):
    """Returns the first line of a manifest.

    Args:
        layer: (struct) the component that names the layer.
        settings: (PyLayerSettingsInfo) what shapes it.
        components: (list of struct) whose files it holds, where that is not `layer` alone.

    Returns:
        (str) JSON, the schema's `ManifestHeader`.
    """
    header = {
        "components": [component_record(component) for component in components],
        "gid": settings.gid,
        "layer": component_record(layer),
        "root": settings.root,
        "schema_version": SCHEMA_VERSION,
        "uid": settings.uid,
    }
    return json.encode({field: value for field, value in header.items() if value})

def write_layer(actions, *, name, layer, manifest, inputs, toolset, mnemonic):
    """Declares the action that writes one layer from its manifest.

    Args:
        actions: (actions) of the rule or aspect at whose target the layer is declared.
        name: (str) what its files are called, without extension.
        layer: (struct) the component that names it.
        manifest: (Args) header and entries, one JSON object each.
        inputs: (depset of File) all that the entries name as `src`.
        toolset: (struct) `settings` (PyLayerSettingsInfo) and `tool` (Target with PyToolInfo).
        mnemonic: (str) the kind of layer, so that users can address it in flags.

    Returns:
        (struct) `layer`, and the Files `tar`, `descriptor`, `listing` and `manifest`.
    """
    settings = toolset.settings
    made = struct(
        descriptor = actions.declare_file(name + ".descriptor.json"),
        layer = layer,
        listing = actions.declare_file(name + ".listing.jsonl"),
        manifest = actions.declare_file(name + ".manifest.jsonl"),
        tar = actions.declare_file(name + settings.extension),
    )
    manifest.set_param_file_format("multiline")
    actions.write(made.manifest, manifest)
    arguments = actions.args()
    arguments.add("layer")
    arguments.add("--manifest", made.manifest)
    arguments.add("--tar", made.tar)
    arguments.add("--descriptor", made.descriptor)
    arguments.add("--listing", made.listing)
    arguments.add("--compression", settings.compression)
    if settings.level:
        arguments.add("--level", settings.level)
    run_tool(
        actions,
        toolset.tool[PyToolInfo],
        arguments = arguments,
        inputs = depset([made.manifest], transitive = [inputs]),
        outputs = [made.tar, made.descriptor, made.listing],
        mnemonic = mnemonic,
        progress_message = "Writing layer {} for %{{label}}".format(layer.name or layer.label.name),
    )
    return made
