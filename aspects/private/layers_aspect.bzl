"""The origin aspect: one component for every target that owns files of a Python program."""

load("@rules_python//python:py_info.bzl", "PyInfo")
load(":edges.bzl", "EDGES", "dependencies")
load(":interpreter.bzl", "PyInterpreterInfo")
load(":layers_info.bzl", "PyLayersInfo", "component")
load(":origins.bzl", "origin_of")

visibility(["//aspects/...", "//layering/..."])

# The attributes whose files a target owns where they lie in its own repository.
_OWN = ["srcs", "data", "pyi_srcs"]

def _own_files(ctx, label):
    """Files of one target: those its attributes name and that its own repository holds.

    A wrapper that re-exports the files of a wheel in another repository owns none of them.
    """
    return [
        file
        for attribute in _OWN
        for file in getattr(ctx.rule.files, attribute, [])
        if file.owner and file.owner.repo_name == label.repo_name
    ]

def _main(ctx, label):
    """The main module of a `py_binary`, found as the rule finds it; None for other rules.

    A rule that wraps a binary in its `target` attribute has that binary's.

    Source: https://bazel.build/reference/be/python#py_binary.main
    """
    wrapped = getattr(ctx.rule.attr, "target", None)
    if type(wrapped) == "Target" and PyLayersInfo in wrapped:
        return wrapped[PyLayersInfo].main
    if not ctx.rule.kind.endswith("binary") and not ctx.rule.kind.endswith("test"):
        return None
    named = getattr(ctx.rule.files, "main", [])
    if named:
        return named[0]
    sources = getattr(ctx.rule.files, "srcs", [])
    wanted = label.name.split("/")[-1] + ".py"
    for source in sources:
        if source.basename == wanted:
            return source
    return sources[0] if len(sources) == 1 else None

def _own_component(target, ctx):
    """The component of one target, or None where it owns no file of a Python program."""
    if PyInfo not in target:
        return None
    files = _own_files(ctx, target.label)
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
        files = depset(files),
    )

def _layers_aspect_impl(target, ctx):
    own = _own_component(target, ctx)
    return [PyLayersInfo(
        component = own,
        components = depset(
            [own] if own else [],
            transitive = [
                dependency[PyLayersInfo].components
                for dependency in dependencies(ctx.rule.attr)
                if PyLayersInfo in dependency
            ],
            order = "postorder",
        ),
        interpreter = ctx.attr._interpreter[PyInterpreterInfo],
        main = _main(ctx, target.label),
    )]

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
