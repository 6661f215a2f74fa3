"""The origin aspect: one component for every target that owns files of a Python program."""

load("@rules_python//python:py_info.bzl", "PyInfo")
load(":edges.bzl", "EDGES", "visited")
load(":interpreter.bzl", "PyInterpreterInfo")
load(":layers_info.bzl", "FEW", "PyLayersInfo", "component", "target_record")
load(":origins.bzl", "origin_of")

visibility(["//aspects/...", "//layering/..."])

# The attributes whose files a target owns where they lie in its own repository.
_OWN = ["srcs", "data", "pyi_srcs"]

def _own_files(target, ctx, reached):
    """Files of one target: those its attributes name and that its own repository holds.

    A wrapper that re-exports the files of a wheel in another repository owns none of them, nor does
    one that re-exports those of a library beside it: in rules_python 2.3, a wheel's `pkg`
    has the wheel's `srcs` in its `srcs`, and both have the wheel's tags.
    """
    others = {file: None for edge, _, info in reached if edge in _OWN for file in info.own_files}
    named = [file for attribute in _OWN for file in getattr(ctx.rule.files, attribute, [])]
    repository = target.label.repo_name
    return [
        file
        for file, owner in [(file, file.owner) for file in named if file not in others]
        if owner and owner.repo_name == repository
    ]

def _main(ctx, label, reached):
    """The main module of a `py_binary`, found as the rule finds it; None for other rules.

    A rule that wraps a binary in its `target` attribute has that binary's.

    Source: https://bazel.build/reference/be/python#py_binary.main
    """
    for edge, _, info in reached:
        if edge == "target":
            return info.main
    if not ctx.rule.kind.endswith("binary") and not ctx.rule.kind.endswith("test"):
        return None
    named = getattr(ctx.rule.files, "main", [])
    if named:
        return named[0]
    sources = getattr(ctx.rule.files, "srcs", [])
    wanted = label.name + ".py"
    for source in sources:
        if source.short_path == wanted or source.short_path.endswith("/" + wanted):
            return source
    return sources[0] if len(sources) == 1 else None

def _own_component(target, ctx, files):
    """The component of one target, or None where it owns no file of a Python program."""
    if not files:
        return None
    decided = origin_of(target.label, struct(
        binary = None,
        imports = getattr(ctx.rule.attr, "imports", None) or [],
        tags = ctx.rule.attr.tags,
    ))
    return component(
        label = target.label,
        origin = decided.origin,
        name = decided.name,
        version = decided.version,
        fact = decided.fact,
        few = tuple(files) if len(files) <= FEW else (),
        files = depset(files),
        import_root = decided.import_root,
    )

def layers_info(target, ctx, reached, interpreter):
    """Returns what an aspect along `EDGES` tells of a target.

    Args:
        target: (Target) that the aspect visits.
        ctx: (ctx) of the aspect.
        reached: (list of tuples) of each target that it has visited behind an edge: the edge (str), its Label
            and its PyLayersInfo.
        interpreter: (PyInterpreterInfo) of the configuration.

    Returns:
        (PyLayersInfo)
    """
    own_files = _own_files(target, ctx, reached) if PyInfo in target else []
    own = _own_component(target, ctx, own_files)
    main_module = getattr(ctx.rule.attr, "main_module", "") or ""
    return PyLayersInfo(
        component = own,
        components = depset(
            [own] if own else [],
            transitive = [info.components for _, _, info in reached],
            order = "postorder",
        ),
        interpreter = interpreter,
        main = None if main_module else _main(ctx, target.label, reached),
        main_module = main_module,
        own_files = own_files,
        targets = depset(
            [target_record(target.label, [label for _, label, _ in reached])],
            transitive = [info.targets for _, _, info in reached],
        ),
    )

def _layers_aspect_impl(target, ctx):
    reached = [(edge, one.label, one[PyLayersInfo]) for edge, one in visited(ctx.rule.attr, PyLayersInfo)]
    return [layers_info(target, ctx, reached, ctx.attr._interpreter[PyInterpreterInfo])]

layers_aspect = aspect(
    implementation = _layers_aspect_impl,
    doc = "Gives every target a `PyLayersInfo`: which component owns which file, and why.",
    attr_aspects = EDGES,
    attrs = {
        "_interpreter": attr.label(
            default = "//aspects:current_interpreter",
            providers = [PyInterpreterInfo],
        ),
    },
    provides = [PyLayersInfo],
)
