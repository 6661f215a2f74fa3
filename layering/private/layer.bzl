"""The action that writes one layer."""

load("//py/private:py_tool.bzl", "run_tool")
load(":measure.bzl", "measure_layer")
load(":settings.bzl", "SCHEMA_VERSION")

visibility("//layering/...")

def label_text(label):
    """Returns a label as a user writes it: one of the main repository without `@@`."""
    return str(label).removeprefix("@@" if label.repo_name == "" else "")

def plain_label(text):
    """Returns the text of a label, made by `str`, as `label_text` does; for code that runs at execution."""
    return text[2:] if text.startswith("@@//") else text

def component_record(component):
    """Returns a component as the schema's `Component`, without its defaults."""
    record = {
        "fact": component.fact,
        "label": plain_label(component.text),
        "name": component.name,
        "origin": component.origin,
        "part": component.part,
        "version": component.version,
    }
    return {field: value for field, value in record.items() if value}

def component_json(component):
    """Returns a component as JSON, for `add_record`."""
    return json.encode(component_record(component))

def planned_record(made):
    """Returns a layer as the schema's `PlannedLayer`.

    Args:
        made: (struct) see `declare_layer`.

    Returns:
        (dict) of a bucket that is measured, its members; else, its files.
    """
    if made.members:
        return {"layer": component_record(made.layer), "members": [_planned_file(one) for one in made.members]}
    return _planned_file(made)

def _planned_file(made):
    """A layer with files of its own."""
    record = {"descriptor": made.descriptor.path, "layer": component_record(made.layer), "listing": made.listing.path}
    return record | ({"tar": made.tar.path} if made.tar else {})

def planned_json(made):
    """Returns a layer, see `write_layer`, as JSON, for `add_record`."""
    return json.encode(planned_record(made))

def add_record(args, fields, *, name, values, map_each, option = ""):
    """Adds a line with one JSON object, of which one list is written at execution.

    A hundred images hold a hundred lists of the same structs, and no text of a thousand components each.

    Args:
        args: (Args) that are written to a file, one a line.
        fields: (dict) all fields but the list; at least one.
        name: (str) of the list's field.
        values: (list of struct) of the list.
        map_each: (function) from a value to its JSON, at the top level of its file.
        option: (str) of a command, whose value the object is: `--bucket=`.
    """
    args.add_joined(
        values,
        format_joined = "{}{},{}:[%s]}}".format(option, json.encode(fields)[:-1].replace("%", "%%"), json.encode(name)),
        join_with = ",",
        map_each = map_each,
        omit_if_empty = False,
    )

def add_header(manifest, layer, settings, *, version, components = []):
    """Adds the first line of a manifest: JSON, the schema's `ManifestHeader`.

    Args:
        manifest: (Args) of the manifest.
        layer: (struct) the component that names the layer.
        settings: (PyLayerSettingsInfo) what shapes it.
        version: (str) X.Y or X.Y.Z of the image's interpreter: its modules get bytecode for it, if the
            settings say so. "": none.
        components: (list of struct) whose files it holds, where that is not `layer` alone.
    """
    fields = {
        "bytecode": ".".join(version.split(".")[:2]) if settings.bytecode != "none" else "",
        "gid": settings.gid,
        "layer": component_record(layer),
        "root": settings.root,
        "schema_version": SCHEMA_VERSION,
        "uid": settings.uid,
    }
    fields = {field: value for field, value in fields.items() if value}
    if components:
        add_record(manifest, fields, name = "components", values = components, map_each = component_json)
    else:
        manifest.add(json.encode(fields))

def declare_layer(actions, *, name, layer, settings, manifest = None):
    """Declares the files of a layer.

    Args:
        actions: (actions) of the rule or aspect at whose target the layer is declared.
        name: (str) what its files are called, without extension.
        layer: (struct) the component that names it.
        settings: (PyLayerSettingsInfo) what shapes it.
        manifest: (File) of a layer that has one.

    Returns:
        (struct) `layer`, and the Files `tar` (None: it is measured alone, see `measure_layer`), `descriptor`,
        `listing` and `manifest` (None: it has none); `members` (tuple of struct), see `measured_bucket`.
    """
    return struct(
        descriptor = actions.declare_file(name + ".descriptor.json"),
        layer = layer,
        listing = actions.declare_file(name + ".listing.jsonl"),
        manifest = manifest,
        members = (),
        tar = actions.declare_file(name + settings.extension),
    )

def add_layer_outputs(arguments, made, settings):
    """Adds what every command that writes a layer is told.

    Args:
        arguments: (Args) of the command.
        made: (struct) see `declare_layer`.
        settings: (PyLayerSettingsInfo) what shapes it.

    Returns:
        (Args) the same.
    """
    arguments.add("--tar", made.tar)
    arguments.add("--descriptor", made.descriptor)
    arguments.add("--listing", made.listing)
    arguments.add("--compression", settings.compression)
    if settings.level:
        arguments.add("--level", settings.level)
    return arguments

def write_manifest(actions, name, manifest):
    """Declares the manifest of a layer.

    Args:
        actions: (actions) of the rule or aspect at whose target the layer is declared.
        name: (str) what the files of the layer are called, without extension.
        manifest: (Args) header and entries, one JSON object each.

    Returns:
        (File) JSON lines.
    """
    lines = actions.declare_file(name + ".manifest.jsonl")
    manifest.set_param_file_format("multiline")
    actions.write(lines, manifest)
    return lines

def write_layer(actions, *, name, layer, manifest, inputs, toolset, mnemonic):
    """Declares the action that writes one layer from its manifest, or measures it.

    Args:
        actions: (actions) of the rule or aspect at whose target the layer is declared.
        name: (str) what its files are called, without extension.
        layer: (struct) the component that names it.
        manifest: (File) see `write_manifest`.
        inputs: (depset of File) all that the entries name as `src`.
        toolset: (PyToolsetInfo) what it is made with.
        mnemonic: (str) the kind of layer, so that users can address it in flags.

    Returns:
        (struct) see `declare_layer`.
    """
    if toolset.measures:
        return measure_layer(
            actions,
            name = name,
            layer = layer,
            manifest = manifest,
            inputs = inputs,
            toolset = toolset,
        )
    settings = toolset.settings
    made = declare_layer(actions, name = name, layer = layer, settings = settings, manifest = manifest)
    arguments = actions.args()
    arguments.add("layer")
    arguments.add("--manifest", manifest)
    run_tool(
        actions,
        toolset.tool,
        arguments = add_layer_outputs(arguments, made, settings),
        inputs = depset([manifest], transitive = [inputs]),
        outputs = [made.tar, made.descriptor, made.listing],
        mnemonic = mnemonic,
        progress_message = "Writing layer {} for %{{label}}".format(layer.name or layer.label.name),
    )
    return made
