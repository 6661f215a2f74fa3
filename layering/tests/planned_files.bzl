"""The layers of an image as built under a plan, so that one test can look at two plans.

A transition on a flag of ours: for tests alone. A repository has one plan.
"""

load("//layering/private:py_layers.bzl", "PyLayersFilesInfo")

def _plan_transition_impl(_settings, attr):
    return {str(Label("//layering:plan")): str(attr.plan)}

_plan_transition = transition(
    implementation = _plan_transition_impl,
    inputs = [],
    outputs = [str(Label("//layering:plan"))],
)

def _named(ctx, name, file):
    link = ctx.actions.declare_file("{}/{}".format(ctx.label.name, name))
    ctx.actions.symlink(output = link, target_file = file)
    return link

def _planned_files_impl(ctx):
    # A target behind a transition stands in a list.
    info = ctx.attr.layers[0][PyLayersFilesInfo]
    made = [_named(ctx, "checked.json", info.checked)]
    for index, layer in enumerate(info.layers):
        made += [
            _named(ctx, "{}.tar.zst".format(index), layer.tar),
            _named(ctx, "{}.descriptor.json".format(index), layer.descriptor),
            _named(ctx, "{}.listing.jsonl".format(index), layer.listing),
        ]
    return [DefaultInfo(files = depset(made))]

planned_files = rule(
    implementation = _planned_files_impl,
    doc = "`<name>/<index>.tar.zst`, `.descriptor.json`, `.listing.jsonl`, and what the check found.",
    attrs = {
        "layers": attr.label(cfg = _plan_transition, mandatory = True, providers = [PyLayersFilesInfo]),
        "plan": attr.label(mandatory = True),
        "_allowlist_function_transition": attr.label(
            default = "@bazel_tools//tools/allowlists/function_transition_allowlist",
        ),
    },
)
