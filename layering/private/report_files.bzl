"""The files of a report, `<name>.json` and what people read: what a rule and an aspect declare alike."""

load("//py/private:py_tool.bzl", "run_tool")
load(":layer.bzl", "plain_label")

visibility("//layering/...")

def target_line(target):
    """Returns one line of the targets that a binary reaches: the schema's `Target`.

    Args:
        target: (struct) see `target_record`.

    Returns:
        (str) JSON; written at execution, see `write_targets`.
    """
    deps = {plain_label(str(label)): None for label in target.deps}
    return json.encode({"deps": list(deps), "label": plain_label(str(target.label))})

def write_targets(actions, name, targets):
    """Declares the file of all targets that a binary reaches.

    Args:
        actions: (actions) of a rule or aspect.
        name: (str) of the file.
        targets: (depset of struct) of PyLayersInfo.

    Returns:
        (File) the schema's `Target`s, one per line.
    """
    lines = actions.args()
    lines.set_param_file_format("multiline")
    lines.add_all(targets, map_each = target_line)
    file = actions.declare_file(name)
    actions.write(file, lines)
    return file

def _files_of(layer):
    """What is read of one layer."""
    members = layer.members or [layer]
    return [file for member in members for file in (member.descriptor, member.listing)]

def write_report(actions, name, made, *, tool, checked = None, image = None, owner = None):
    """Declares the report of an image.

    Args:
        actions: (actions) of a rule or aspect.
        name: (str) of its files, without extension.
        made: (struct) see `program_layers`.
        tool: (PyToolInfo) what writes it.
        checked: (File or None) what the check found; None: the report looks itself.
        image: (File or None) the OCI layout, which is named and not read.
        owner: (PyLayerSettingsInfo or None) whose `uid` and `gid` files have, for buckets that are measured.

    Returns:
        (struct) the Files `json`, the schema's `Report`, and `text`, Markdown.
    """
    report = actions.declare_file(name + ".json")
    text = actions.declare_file(name + ".md")
    targets = write_targets(actions, name + ".targets.jsonl", made.program.targets)
    arguments = actions.args()
    arguments.add("report")
    arguments.add("--plan", made.plan)
    arguments.add("--targets", targets)
    arguments.add("--runfiles", made.runfiles)
    if checked:
        arguments.add("--checked", checked)
    if image:
        arguments.add("--image", image.path)
    if owner:
        arguments.add("--owner", "{}:{}".format(owner.uid, owner.gid))
    arguments.add("--out", report)
    arguments.add("--text", text)
    run_tool(
        actions,
        tool,
        arguments = arguments,
        inputs = depset(
            ([checked] if checked else []) +
            [made.plan, made.runfiles, targets] +
            [file for layer in made.layers for file in _files_of(layer)],
        ),
        outputs = [report, text],
        mnemonic = "PyLayerReport",
        progress_message = "Reporting the layers of %{label}",
    )
    return struct(json = report, text = text)
