"""`py_layers`: the ordered layers of one `py_binary`."""

load("//py/private:py_tool.bzl", "PyToolInfo", "run_tool")
load(":entries.bzl", "runfile_line")
load(":entry_point.bzl", "import_paths")
load(":layer.bzl", "component_record", "label_text")
load(":members.bzl", "PyMembersInfo", "TOOLSET_ATTRS", "members_aspect", "toolset")
load(":own_layers.bzl", "write_links_layer", "write_own_layers")
load(":ownership.bzl", "assign", "claimed_files")
load(":plan.bzl", "ordered_members")
load(":platform.bzl", "PLATFORM_ATTRS", "platform_words")
load(":program.bzl", "program_of")
load(":settings.bzl", "SCHEMA_VERSION")
load(":venv_layout.bzl", "has_second_stage", "merged_directories")

visibility("//layering/...")

PyLayersFilesInfo = provider(
    doc = "The layers of one image, in order.",
    fields = {
        "checked": "(File) what the check found; absent where it fails.",
        "layers": "(list of struct) see `write_layer`; the lowest layer first.",
        "plan": "(File) the schema's `Plan`.",
        "platform": "(struct) `os`, `architecture` and `variant` in the words of OCI.",
        "program": "(struct) see `program_of`.",
        "root": "(str) where everything lands.",
        "runfiles": "(File) the schema's `Runfile`s, one per line.",
    },
)

def _write_plan(ctx, layers, program, root):
    plan = ctx.actions.declare_file(ctx.label.name + ".plan.json")
    ctx.actions.write(plan, json.encode({
        "binary": label_text(program.binary),
        "label": label_text(ctx.label),
        "layers": [
            {
                "descriptor": layer.descriptor.path,
                "layer": component_record(layer.layer),
                "listing": layer.listing.path,
                "tar": layer.tar.path,
            }
            for layer in layers
        ],
        "layout": "venv",
        "root": root,
        "schema_version": SCHEMA_VERSION,
    }) + "\n")
    return plan

def _write_runfiles(ctx, runfiles, assigned):
    """What the check holds the layers against: all runfiles, and those that the layout replaces."""
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

def _check(ctx, layers, plan, runfiles, platform):
    """Declares the validation action: it reads listings and never a layer."""
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
        ctx.attr._tool[PyToolInfo],
        arguments = arguments,
        inputs = depset([plan, runfiles] + [layer.listing for layer in layers]),
        outputs = [checked],
        mnemonic = "PyLayerCheck",
        progress_message = "Checking the layers of %{label}",
    )
    return checked

def _declare(ctx):
    """Declares everything that the image consists of."""
    tools = toolset(ctx)
    program = program_of(ctx.attr.binary, ctx.label, tools.settings)
    runfiles = ctx.attr.binary[DefaultInfo].default_runfiles
    present = {file: None for file in runfiles.files.to_list()}
    components = program.info.components.to_list()
    members = ordered_members(ctx.attr.binary[PyMembersInfo].members.to_list(), present)
    merged = merged_directories(members)
    shared = [program.info.interpreter.component] + [member.component for member in members]
    claimed = claimed_files(shared)
    assigned = assign(runfiles, components, claimed, program, merged)
    roots = struct(
        last = has_second_stage(assigned.replaced),
        paths = import_paths(program.imports.to_list(), merged, assigned.repositories),
    )
    layers = [ctx.attr.binary[PyMembersInfo].interpreter]
    layers += [member.files for member in members]
    layers.append(write_links_layer(ctx, program, merged, roots, tools))
    layers += write_own_layers(ctx, assigned, program, roots, tools)
    plan = _write_plan(ctx, layers, program, tools.settings.root)
    platform = platform_words(ctx)
    expected = _write_runfiles(ctx, runfiles, assigned)
    return PyLayersFilesInfo(
        checked = _check(ctx, layers, plan, expected, platform),
        layers = layers,
        plan = plan,
        platform = platform,
        program = program,
        root = tools.settings.root,
        runfiles = expected,
    )

def _py_layers_impl(ctx):
    info = _declare(ctx)
    by_origin = {}
    for layer in info.layers:
        by_origin.setdefault(layer.layer.origin, []).append(layer.tar)
    return [
        DefaultInfo(files = depset([layer.tar for layer in info.layers])),
        OutputGroupInfo(
            _validation = depset([info.checked]),
            descriptors = depset([layer.descriptor for layer in info.layers]),
            listings = depset([layer.listing for layer in info.layers]),
            manifests = depset([layer.manifest for layer in info.layers]),
            **{origin: depset(tars) for origin, tars in by_origin.items()}
        ),
        info,
    ]

py_layers = rule(
    implementation = _py_layers_impl,
    doc = """\
The layers of a `py_binary`, in order: interpreter, one per PyPI package, links, external code,
internal libraries, app.

```starlark
py_layers(
    name = "hello_layers",
    binary = ":hello",
)

oci_image(
    name = "hello_image",
    tars = [":hello_layers"],
    …
)
```

`DefaultInfo` has the tars in order. Output groups: `interpreter`, `pypi`, `links`, `external`,
`internal`, `app` (the tars of one origin), `descriptors`, `listings` and `manifests`. A validation
action checks that every runfile is in exactly one layer, that no two layers disagree about a path,
that links resolve and that native libraries fit the platform.
""",
    attrs = TOOLSET_ATTRS | PLATFORM_ATTRS | {
        "binary": attr.label(
            doc = "The `py_binary`.",
            aspects = [members_aspect],
            mandatory = True,
        ),
    },
)
