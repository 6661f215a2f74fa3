"""What the layers of an image are held against: the plan, the runfiles, and the check that reads them."""

load("//py/private:py_tool.bzl", "run_tool")
load(":entries.bzl", "runfile_line")
load(":layer.bzl", "add_record", "label_text", "planned_json")
load(":settings.bzl", "SCHEMA_VERSION")

visibility("//layering/...")

def write_plan(ctx, layers, program, root, *, budget):
    """Declares the schema's `Plan` of an image.

    Args:
        ctx: (ctx) of `py_layers` or `layer_report`.
        layers: (list of struct) see `write_layer`; the lowest layer first.
        program: (struct) see `program_of`.
        root: (str) where everything lands.
        budget: (int) the most layers.

    Returns:
        (File) JSON.
    """
    plan = ctx.actions.declare_file(ctx.label.name + ".plan.json")
    fields = {
        "binary": label_text(program.binary),
        "budget": budget,
        "label": label_text(ctx.label),
        "layout": "venv",
        "root": root,
        "schema_version": SCHEMA_VERSION,
    }
    record = ctx.actions.args()
    record.set_param_file_format("multiline")
    add_record(record, fields, name = "layers", values = layers, map_each = planned_json)
    ctx.actions.write(plan, record)
    return plan

def write_runfiles(ctx, runfiles, assigned):
    """Declares what the check holds the layers against: all runfiles, and those that the layout replaces.

    Args:
        ctx: (ctx) of `py_layers` or `layer_report`.
        runfiles: (runfiles) of the binary.
        assigned: (struct) see `assign`.

    Returns:
        (File) the schema's `Runfile`s, one per line.
    """
    lines = ctx.actions.args()
    lines.set_param_file_format("multiline")
    lines.add_all(runfiles.files, expand_directories = False, map_each = runfile_line)
    lines.add_all([json.encode({"path": path}) for path in assigned.empty])
    lines.add_all([json.encode({"path": item.path, "src": item.src}) for item in assigned.linked])
    lines.add_all([
        json.encode({"path": item.path, "replaced": item.reason} | ({"src": item.src} if item.src else {}))
        for item in assigned.replaced
    ])
    expected = ctx.actions.declare_file(ctx.label.name + ".runfiles.jsonl")
    ctx.actions.write(expected, lines)
    return expected

def write_check(ctx, layers, plan, *, runfiles, platform, tool):
    """Declares the validation action: it reads listings and never a layer.

    Args:
        ctx: (ctx) of `py_layers`.
        layers: (list of struct) see `write_layer`.
        plan: (File) see `write_plan`.
        runfiles: (File) see `write_runfiles`.
        platform: (struct) see `platform_words`.
        tool: (PyToolInfo) what runs it.

    Returns:
        (File) what it found.
    """
    checked = ctx.actions.declare_file(ctx.label.name + ".checked.json")
    arguments = ctx.actions.args()
    arguments.add("check")
    arguments.add("--plan", plan)
    arguments.add("--runfiles", runfiles)
    arguments.add("--platform-os", platform.os)
    arguments.add("--platform-architecture", platform.architecture)
    arguments.add("--out", checked)
    run_tool(
        ctx.actions,
        tool,
        arguments = arguments,
        inputs = depset([plan, runfiles] + [layer.listing for layer in layers]),
        outputs = [checked],
        mnemonic = "PyLayerCheck",
        progress_message = "Checking the layers of %{label}",
    )
    return checked
