"""The ordered layers of one image, however it is split.

Every split is made of the same: members that images share, and the image's own layers. What a split puts
into one layer is joined from them as they are, so that a wheel is compressed once whatever anyone splits.
"""

load("//aspects/private:layers_info.bzl", "component")
load(":buckets.bzl", "write_bucket")
load(":dep_entries.bzl", "app_layer_problem", "dep_entries", "divided", "entry_problem", "own_paths")
load(":members.bzl", "member_layers")
load(":own_layers.bzl", "write_links_layer", "write_named_layer", "write_own_layers")
load(":plan.bzl", "budget_problem", "in_order", "planned_layers", "with_fewer_buckets")

visibility("//layering/...")

# How what no entry of `dep_layers` takes is layered.
SPLITS = ["origin", "two", "one"]

_NO_APP_LAYER = """\
py_layers {label}: expected `split = "two"` with `app_layer`, got split = {split}.
Write split = "two", or leave `app_layer` out: app code has a layer of its own.
"""

_TOO_MANY = """\
py_layers {label}: expected at most {budget} layers, got {count}: {first} of `dep_layers` and {rest} of the rest.
Join entries of `dep_layers`, or raise `budget`.
"""

def _joined(ctx, layers, *, name, fact, program, tools):
    """One layer of several, in their order, or the one as it is."""
    if len(layers) == 1:
        return layers[0]
    return write_bucket(
        ctx.actions,
        name = "{}.joined-{}".format(ctx.label.name, name),
        layer = component(
            label = program.binary,
            # Of the last, which changes most often.
            origin = layers[-1].layer.origin,
            name = name,
            fact = fact,
            files = depset(),
        ),
        members = layers,
        toolset = tools,
    )

def _package_layers(ctx, members, tools, *, budget, buckets):
    """The layers of the packages, in order: members as they are, and what the plan joins."""
    plan = with_fewer_buckets(tools.plan, buckets)
    problem = budget_problem(ctx.label, members, plan, budget = budget)
    if problem:
        fail(problem)
    made = []
    for planned in planned_layers(members, plan, budget = budget):
        layers = [layer for member in planned.packages for layer in member_layers(member, tools)]
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

def _entry_layer(ctx, entry, members, groups, *, program, tools):
    """The layer of one entry of `dep_layers`."""
    layers = [layer for member in in_order(members) for layer in member_layers(member, tools)]
    if groups:
        layers.append(write_named_layer(
            ctx,
            "dep-" + entry.name,
            "internal",
            groups,
            called = entry.name,
            program = program,
            tools = tools,
        ))
    fact = "the entry {} of dep_layers".format(entry.name)
    return _joined(ctx, layers, name = entry.name, fact = fact, program = program, tools = tools)

def _dep_layers(ctx, split, contents, program, tools):
    """The layers of `dep_layers`, and what they leave."""
    members, groups = contents.members, contents.groups
    entries = dep_entries(ctx.label, split.dep_layers, split.dep_targets)
    layers, owners = [], {}
    for entry in entries:
        taken = [member for member in members if member.label in entry.members]
        taken_groups, groups = divided(groups, entry.files)
        if not taken and not taken_groups:
            reached = [owners[key] for key in list(entry.members) + list(entry.files) if key in owners]
            earlier = [other.name for other in entries if other.name in reached]
            fail(entry_problem(ctx.label, program.binary, entry, earlier))
        members = [member for member in members if member.label not in entry.members]
        owners |= {member.label: entry.name for member in taken}
        owners |= {file.short_path: entry.name for group in taken_groups for file in group.files}
        layers.append(_entry_layer(ctx, entry, taken, taken_groups, program = program, tools = tools))
    return layers, struct(groups = groups, members = members)

def _app_groups(ctx, split, groups, program):
    """The files of `app_layer`, as those of the app, and all others."""
    target = split.app_layer
    if not target:
        return [], groups
    if split.way != "two":
        fail(_NO_APP_LAYER.format(label = ctx.label, split = repr(split.way)))
    taken, left = divided(groups, own_paths(target))
    if not taken:
        fail(app_layer_problem(ctx.label, program.binary, target.label))
    return taken, left

def whole_split(budget):
    """Returns how an image is split that names nothing: by origin and package, see `image_layers`."""
    return struct(app_layer = None, buckets = 0, budget = budget, dep_layers = [], dep_targets = {}, way = "origin")

def image_layers(ctx, split, contents, program, roots, tools):
    """Declares the layers of an image.

    Args:
        ctx: (ctx) of `py_layers` or `layer_report`.
        split: (struct) `way` (one of `SPLITS`), and `app_layer` (Target or None), `buckets`, `budget`,
            `dep_layers` and `dep_targets`, see `py_layers`.
        contents: (struct) `certificates`, see `certificates_layer`, `interpreter` (struct, see `write_layer`),
            `members`, see `present_members`, and `groups`, see `assign`, which together are the image.
        program: (struct) see `program_of`.
        roots: (struct) see `write_links_layer`.
        tools: (PyToolsetInfo) what they are made with.

    Returns:
        (struct) `layers` (list of struct, see `write_layer`: the lowest first) and `others` (list of
        struct: all that is no package's, by itself whatever the split).

    Fails:
        if the budget is too low, or an entry of `dep_layers` brings nothing.
    """
    first, left = _dep_layers(ctx, split, contents, program, tools)
    app, groups = _app_groups(ctx, split, left.groups, program)
    if split.way == "origin":
        packages = _package_layers(
            ctx,
            left.members,
            tools,
            budget = split.budget - len(first),
            buckets = split.buckets,
        )
    else:
        members = in_order(left.members)
        packages = [layer for member in members for layer in member_layers(member, tools)]
    links = write_links_layer(ctx, program, contents.members, roots, tools)
    own = write_own_layers(ctx, groups, program, roots, tools, app = app)
    rest = [contents.interpreter] + packages + [links] + own
    if split.way == "one":
        name = "app" if first else "everything"
        fact = "all that no entry of dep_layers reaches" if first else "an image of one layer"
        rest = [_joined(ctx, rest, name = name, fact = fact, program = program, tools = tools)]
    elif split.way == "two":
        fact = "everything but the app's code"
        below = _joined(ctx, rest[:-1], name = "dependencies", fact = fact, program = program, tools = tools)
        rest = [below, rest[-1]]
    made = contents.certificates + first + rest
    if len(made) > split.budget:
        fail(_TOO_MANY.format(
            budget = split.budget,
            count = len(made),
            first = len(first),
            label = ctx.label,
            rest = len(made) - len(first),
        ))
    return struct(layers = made, others = contents.certificates + [contents.interpreter, links] + own)
