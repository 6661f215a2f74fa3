"""The layers of a program, declared: what `py_layers` provides and `layer_report` reports.

Which of them are written and which only measured, who asks decides: see `measuring`.
"""

load(":check.bzl", "write_plan", "write_runfiles")
load(":entry_point.bzl", "import_paths")
load(":image_layers.bzl", "image_layers")
load(":members.bzl", "PyMembersInfo", "member_layers")
load(":ownership.bzl", "assign")
load(":program.bzl", "program_of")
load(":replaced.bzl", "has_second_stage")
load(":shared_files.bzl", "as_keys", "claimed_files", "present_members")
load(":venv_layout.bzl", "merged_directories")

visibility("//layering/...")

def program_layers(ctx, binaries, split, tools, *, certificates = []):
    """Declares everything that the image of programs consists of.

    Args:
        ctx: (ctx) of a rule or aspect, at whose target it is declared.
        binaries: (list of Target) with `members_aspect` applied; the image is called after the first.
        split: (struct) see `image_layers`.
        tools: (PyToolsetInfo) what it is made with.
        certificates: (list of struct) see `certificates_layer`.

    Returns:
        (struct) `layers`, `members`, `others`, `plan`, `program`, `root` and `runfiles`: see `PyLayersFilesInfo`.

    Fails:
        if a binary is no Python program that an image can hold, or they cannot be split so.
    """
    program = program_of(binaries[0], ctx.label, tools.settings, others = binaries[1:])
    files = as_keys(program.runfiles.files.to_list())
    interpreter = binaries[0][PyMembersInfo].interpreter
    made_members = depset(transitive = [binary[PyMembersInfo].members for binary in binaries])
    members = present_members(made_members, files)
    merged = merged_directories(members)
    assigned = assign(
        program.runfiles,
        files,
        program.components.to_list(),
        claimed = claimed_files(interpreter.claimed, members),
        merged = merged,
        program = program,
    )
    roots = struct(
        last = has_second_stage(assigned.replaced),
        paths = import_paths(program.imports.to_list(), merged, assigned.repositories),
    )
    contents = struct(
        certificates = certificates,
        groups = assigned.groups,
        interpreter = interpreter.layer.measured if tools.measures else interpreter.layer.written,
        members = members,
    )
    made = image_layers(ctx, split, contents, program, roots, tools)
    return struct(
        layers = made.layers,
        members = [layer for member in members for layer in member_layers(member, tools)],
        others = made.others,
        plan = write_plan(ctx, made.layers, program, tools.settings.root, budget = split.budget),
        program = program,
        root = tools.settings.root,
        runfiles = write_runfiles(ctx, program.runfiles, assigned),
    )
