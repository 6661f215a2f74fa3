"""An image as it is with bytecode: the flag of a repository, set for one target of a test."""

_FLAG = "//layering:bytecode"

def _transition_impl(_settings, _attr):
    return {_FLAG: "unchecked_hash"}

_with_bytecode = transition(
    implementation = _transition_impl,
    inputs = [],
    outputs = [_FLAG],
)

def _with_bytecode_impl(ctx):
    files = ctx.attr.image[0][DefaultInfo]
    return [DefaultInfo(files = files.files, runfiles = files.default_runfiles)]

with_bytecode = rule(
    implementation = _with_bytecode_impl,
    doc = "Builds an image with `--//layering:bytecode=unchecked_hash`.",
    attrs = {
        "image": attr.label(cfg = _with_bytecode, mandatory = True),
        "_allowlist_function_transition": attr.label(
            default = "@bazel_tools//tools/allowlists/function_transition_allowlist",
        ),
    },
)
