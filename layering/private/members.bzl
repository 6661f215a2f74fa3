"""The member aspect: what owns which file, and a wheel's layer, made at the wheel's target once for all images.

An action declared by an aspect belongs to the target it visits. Two binaries, or a hundred, that
depend on one wheel in one configuration therefore share one action and one digest. The interpreter's
is declared at one target that the aspect reaches through an implicit attribute, which puts it into
the configuration of the binary.
"""

load("//aspects/private:edges.bzl", "EDGES", "visited")
load("//aspects/private:interpreter.bzl", "PyInterpreterInfo")
load("//aspects/private:layers_aspect.bzl", "layers_info")
load("//aspects/private:layers_info.bzl", "component")
load("//py/private:py_tool.bzl", "PyToolInfo")
load(":entries.bzl", "SITE_PACKAGES", "closing", "interpreter_entry", "wheel_entries", "wheel_entry")
load(":layer.bzl", "add_header", "write_layer", "write_manifest")
load(":layer_plan.bzl", "PyLayerPlanInfo")
load(":measure.bzl", "measure_layer")
load(":plan.bzl", "ranked")
load(":settings.bzl", "PyLayerSettingsInfo")
load(":splits.bzl", "wheel_parts")
load(":venv_layout.bzl", "wheel_directories", "wheel_links")

visibility("//layering/...")

PyInterpreterMemberInfo = provider(
    doc = "The interpreter's layer, that of all images of a configuration.",
    fields = {
        "claimed": "(dict from File to struct) its files, each with its component.",
        "layer": "(struct or None) see `write_member`; None: no interpreter is part of the build.",
    },
)

PyMembersInfo = provider(
    doc = "What images share of a target and all it reaches.",
    fields = {
        "info": "(PyLayersInfo) of the target.",
        "interpreter": "(PyInterpreterMemberInfo) of its configuration.",
        "members": "(depset of struct) one per wheel, see `_member`.",
    },
)

PyToolsetInfo = provider(
    doc = "What every rule and aspect that writes a layer needs, in the configuration of a binary.",
    fields = {
        "measures": "(bool) layers are measured, and none is written.",
        "plan": "(PyLayerPlanInfo) of the repository.",
        "settings": "(PyLayerSettingsInfo) what shapes layers.",
        "tool": "(PyToolInfo) what writes them.",
    },
)

# The one target behind what layers are made with. An aspect asks for its implicit attributes at every target it
# visits: four of them were a tenth of the analysis of a large repository.
TOOLSET_ATTRS = {
    "_interpreter_member": attr.label(
        default = "//layering:interpreter_member",
        providers = [PyInterpreterInfo, PyInterpreterMemberInfo, PyToolsetInfo],
    ),
}

def toolset(ctx):
    """Returns the PyToolsetInfo of a rule or aspect with `TOOLSET_ATTRS`."""
    return ctx.attr._interpreter_member[PyToolsetInfo]

def measuring(tools):
    """Returns a PyToolsetInfo that measures layers, where `tools` writes them."""
    return PyToolsetInfo(measures = True, plan = tools.plan, settings = tools.settings, tool = tools.tool)

def member_layers(member, tools):
    """Returns the layers of a wheel: written, or measured where `tools` say so; a tuple, see `write_layer`."""
    return member.measured if tools.measures else member.written

def write_member(ctx, component, tools, *, version, entries, map_each = None):
    """Declares the layer of one component, at the target of `ctx`.

    Args:
        ctx: (ctx) of a rule or aspect.
        component: (struct) a wheel or an interpreter.
        tools: (PyToolsetInfo) what it is made with.
        version: (str) of the interpreter in the same configuration, see `add_header`.
        entries: (depset of File or list of str) Files, or open entries.
        map_each: (function) from File to an open entry, at the top level of its file.

    Returns:
        (struct) `written`, see `write_layer`, and `measured`, see `measure_layer`: a build runs the action that
        it needs.
    """
    manifest = ctx.actions.args()
    add_header(manifest, component, tools.settings, version = version)
    manifest.add_all(
        entries,
        expand_directories = False,
        format_each = closing(0),
        map_each = map_each,
    )
    name = ctx.label.name + (".part-{}".format(component.part) if component.part else ".layer")
    member = {
        "inputs": component.files,
        "layer": component,
        "manifest": write_manifest(ctx.actions, name, manifest),
        "name": name,
        "toolset": tools,
    }
    return struct(
        measured = measure_layer(ctx.actions, **member),
        written = write_layer(ctx.actions, mnemonic = "PyLayerMember", **member),
    )

def _interpreter_member_impl(ctx):
    info = ctx.attr._interpreter[PyInterpreterInfo]
    tools = PyToolsetInfo(
        measures = False,
        plan = ctx.attr._plan[PyLayerPlanInfo],
        settings = ctx.attr._settings[PyLayerSettingsInfo],
        tool = ctx.attr._tool[PyToolInfo],
    )
    if not info.interpreter:
        return [info, tools, PyInterpreterMemberInfo(claimed = {}, layer = None)]
    found = info.component
    interpreter = component(
        label = found.label,
        origin = found.origin,
        name = found.name,
        version = found.version or tools.settings.python_version,
        fact = found.fact,
        files = found.files,
    )
    made = write_member(
        ctx,
        interpreter,
        tools,
        entries = found.files,
        map_each = interpreter_entry,
        version = interpreter.version,
    )
    return [
        DefaultInfo(files = depset([made.written.tar])),
        PyInterpreterMemberInfo(claimed = {file: found for file in found.files.to_list()}, layer = made),
        info,
        tools,
    ]

interpreter_member = rule(
    implementation = _interpreter_member_impl,
    doc = "Writes the layer of the interpreter of the configuration it is asked for; has what layers are made with.",
    attrs = {
        "_interpreter": attr.label(
            default = "//aspects:current_interpreter",
            providers = [PyInterpreterInfo],
        ),
        "_plan": attr.label(
            default = "//layering:plan",
            providers = [PyLayerPlanInfo],
        ),
        "_settings": attr.label(
            default = "//layering:settings",
            providers = [PyLayerSettingsInfo],
        ),
        "_tool": attr.label(
            cfg = "exec",
            default = "//py:layers_tool",
            providers = [PyToolInfo],
        ),
    },
)

def _write_wheel(ctx, wheel):
    interpreter = ctx.attr._interpreter_member[PyInterpreterMemberInfo].layer
    version = interpreter.written.layer.version if interpreter else ""
    tools = toolset(ctx)
    if wheel.import_root == SITE_PACKAGES:
        return write_member(ctx, wheel, tools, entries = wheel.files, map_each = wheel_entry, version = version)
    entries = wheel_entries(wheel.files.to_list(), wheel.import_root)
    return write_member(ctx, wheel, tools, entries = entries, version = version)

def _member(ctx, wheel, files):
    """What every image with a wheel needs of it, computed once.

    Args:
        ctx: (ctx) of the aspect.
        wheel: (struct) its component.
        files: (list of File) of it.

    Returns:
        (struct) `label` (str) of the wheel, and `facts` (depset of one struct: flattening a depset hashes its structs
        whole, but for depsets in them): `component`, and `label` again; `files` (tuple of File);
        `directories`, see `wheel_directories`, and `links`, see `wheel_links`; `written` and `measured` (tuples of struct, see `write_member`: of the whole wheel, or of its
        parts in order) and `parts` (int: their number); `name` (str: the label's text where only its files tell it)
        and `rank`, see `ranked`.
    """
    plan = toolset(ctx).plan
    parts = wheel_parts(wheel, plan) if wheel.name in plan.splits else [wheel]
    name = wheel.name or wheel.text
    directories = wheel_directories(files, wheel.import_root)
    layers = [_write_wheel(ctx, part) for part in parts]
    facts = struct(
        component = wheel,
        directories = directories,
        files = tuple(files),
        label = wheel.text,
        links = wheel_links(directories),
        measured = tuple([layer.measured for layer in layers]),
        name = name,
        parts = len(parts),
        rank = ranked(plan, label = wheel.text, name = name, version = wheel.version),
        written = tuple([layer.written for layer in layers]),
    )
    return struct(facts = depset([facts]), label = wheel.text)

def info_of(target):
    """Returns the PyLayersInfo of a target with `members_aspect` applied; None where it was not."""
    return target[PyMembersInfo].info if PyMembersInfo in target else None

def _members_aspect_impl(target, ctx):
    shared = ctx.attr._interpreter_member
    found = [(edge, one.label, one[PyMembersInfo]) for edge, one in visited(ctx.rule.attr, PyMembersInfo)]
    reached = [(edge, label, made.info) for edge, label, made in found]
    info = layers_info(target, ctx, reached, shared[PyInterpreterInfo])
    own = info.component
    return [PyMembersInfo(
        info = info,
        interpreter = shared[PyInterpreterMemberInfo],
        members = depset(
            [_member(ctx, own, info.own_files)] if own and own.origin == "pypi" else [],
            transitive = [made.members for _, _, made in found],
        ),
    )]

# It does the work of `layers_aspect`, too: of the analysis of a large repository, a second aspect at every target is
# a part that one feels. Its provider is its own, so that both may visit a target.
members_aspect = aspect(
    implementation = _members_aspect_impl,
    doc = "Finds what owns which file, and declares a layer at the target of every wheel.",
    attr_aspects = EDGES,
    attrs = TOOLSET_ATTRS,
    provides = [PyMembersInfo],
)
