"""`py_layers`: the ordered layers of one `py_binary`."""

load("//aspects/private:layers_info.bzl", "component")
load(":buckets.bzl", "write_bucket")
load(":check.bzl", "write_check", "write_plan", "write_runfiles")
load(":entry_point.bzl", "import_paths")
load(":members.bzl", "PyMembersInfo", "TOOLSET_ATTRS", "members_aspect", "toolset")
load(":own_layers.bzl", "write_links_layer", "write_own_layers")
load(":ownership.bzl", "assign")
load(":plan.bzl", "budget_problem", "planned_layers")
load(":platform.bzl", "PLATFORM_ATTRS", "platform_words")
load(":program.bzl", "program_of")
load(":replaced.bzl", "has_second_stage")
load(":shared_files.bzl", "claimed_files", "present_members")
load(":venv_layout.bzl", "merged_directories")

visibility("//layering/...")

PyLayersFilesInfo = provider(
    doc = "The layers of one image, in order.",
    fields = {
        "checked": "(File) what the check found; absent where it fails.",
        "layers": "(list of struct) see `write_layer`; the lowest layer first.",
        "members": "(list of struct) see `write_layer`: of all packages, as they are without a budget.",
        "plan": "(File) the schema's `Plan`.",
        "platform": "(struct) `os`, `architecture` and `variant` in the words of OCI.",
        "program": "(struct) see `program_of`.",
        "root": "(str) where everything lands.",
        "runfiles": "(File) the schema's `Runfile`s, one per line.",
    },
)

def _package_layers(ctx, members, tools):
    """The layers of the packages, in order: members as they are, and what the plan joins."""
    plan = tools.plan
    problem = budget_problem(ctx.label, members, plan, budget = ctx.attr.budget)
    if problem:
        fail(problem)
    made = []
    for planned in planned_layers(members, plan, budget = ctx.attr.budget):
        layers = [layer for member in planned.packages for layer in member.layers]
        if planned.name:
            layers = [write_bucket(
                ctx.actions,
                name = "{}.{}".format(ctx.label.name, planned.name),
                # Nothing of this image: what another image joins to the same bytes has the same name.
                layer = component(
                    label = plan.label,
                    origin = "pypi",
                    name = planned.name,
                    fact = planned.fact,
                    files = depset(),
                ),
                members = layers,
                toolset = tools,
            )]
        made += layers
    return made

def _declare(ctx):
    """Declares everything that the image consists of."""
    tools = toolset(ctx)
    program = program_of(ctx.attr.binary, ctx.label, tools.settings)
    runfiles = ctx.attr.binary[DefaultInfo].default_runfiles
    files = {file: None for file in runfiles.files.to_list()}
    members = present_members(ctx.attr.binary[PyMembersInfo].members.to_list(), files)
    merged = merged_directories(members)
    shared = [program.info.interpreter.component] + [member.component for member in members]
    assigned = assign(
        runfiles,
        files,
        program.info.components.to_list(),
        claimed = claimed_files(shared),
        merged = merged,
        program = program,
    )
    roots = struct(
        last = has_second_stage(assigned.replaced),
        paths = import_paths(program.imports.to_list(), merged, assigned.repositories),
    )
    layers = [ctx.attr.binary[PyMembersInfo].interpreter]
    layers += _package_layers(ctx, members, tools)
    layers.append(write_links_layer(ctx, program, merged, roots, tools))
    layers += write_own_layers(ctx, assigned, program, roots, tools)
    plan = write_plan(ctx, layers, program, tools.settings.root)
    platform = platform_words(ctx)
    expected = write_runfiles(ctx, runfiles, assigned)
    return PyLayersFilesInfo(
        checked = write_check(
            ctx,
            layers,
            plan,
            platform = platform,
            runfiles = expected,
            tool = tools.tool,
        ),
        layers = layers,
        members = [layer for member in members for layer in member.layers],
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
            fixed = depset([layer.descriptor for layer in info.layers if layer.layer.origin != "pypi"]),
            listings = depset([layer.listing for layer in info.layers]),
            manifests = depset([layer.manifest for layer in info.layers if layer.manifest]),
            member_listings = depset([layer.listing for layer in info.members]),
            members = depset([layer.descriptor for layer in info.members]),
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
`internal`, `app` (the tars of one origin), `descriptors`, `listings` and `manifests`; `members` and
`member_listings` have descriptors and listings of all packages, also of those that share a layer, `fixed`
the descriptors of all other layers. Which packages share one, `budget` and the repository's
`layer_plan` decide: docs/planning.md. A validation
action checks that every runfile is in exactly one layer, that no two layers disagree about a path,
that links resolve and that native libraries fit the platform.
""",
    attrs = TOOLSET_ATTRS | PLATFORM_ATTRS | {
        "binary": attr.label(
            doc = "The `py_binary`.",
            aspects = [members_aspect],
            mandatory = True,
        ),
        "budget": attr.int(
            default = 60,
            doc = """\
The most layers, without those of a base. A container runtime mounts at most 127, the base's with them;
what mounts them by their full paths, in one page of options, at most about 70.""",
        ),
    },
)
