"""Whether a build stamps, and what its actions then know: the workspace status.

An action that reads the status runs again when a stable key changes, so that only a stamped build may. Source:
https://bazel.build/docs/user-manual#workspace-status
"""

visibility("//layering/...")

PyStampingInfo = provider(
    doc = "What the build says of stamping.",
    fields = {"is_on": "(bool) by --stamp."},
)

def _stamping_impl(ctx):
    return [PyStampingInfo(is_on = ctx.attr.is_on)]

stamping = rule(
    implementation = _stamping_impl,
    doc = "Tells rules whether the build was asked to stamp.",
    attrs = {"is_on": attr.bool(mandatory = True)},
)

STAMP_ATTRS = {
    "stamp": attr.int(
        default = -1,
        doc = "Whether placeholders are filled: 1 always, 0 never, -1 in builds with --stamp.",
        values = [-1, 0, 1],
    ),
    "_stamping": attr.label(
        default = "//layering:stamping",
        providers = [PyStampingInfo],
    ),
}

def add_status(ctx, arguments):
    """Tells an action what the build knows, if the target is stamped.

    Args:
        ctx: (ctx) of a rule with `STAMP_ATTRS`.
        arguments: (Args) of a command with the tool's options of stamping.

    Returns:
        (list of File) the inputs that the action needs for it.
    """
    if ctx.attr.stamp == 0 or ctx.attr.stamp == -1 and not ctx.attr._stamping[PyStampingInfo].is_on:
        return []
    arguments.add("--stable-status", ctx.info_file)
    arguments.add("--volatile-status", ctx.version_file)
    return [ctx.info_file, ctx.version_file]
