"""The one transition of this module: for which platform an image is built.

It sets `--platforms` and nothing else. What shapes a layer is a build flag, the same for all images, so
two images for one platform share every wheel, whichever way they were entered. Rules of one app that name
the same `platforms` agree: what is built for one of them stays there, anything else becomes the first.
Without `platforms`, nothing is set and the configuration is the one that was there.
"""

visibility("//layering/...")

_PLATFORMS = "//command_line_option:platforms"

_DOC = """\
Labels of `platform` targets. What is built for one of them stays so; else it is built for the first. Empty:
for whatever the build is for."""

def _entered_impl(settings, attr):
    # Compared as labels and given back as it was, for a configuration that nothing has touched.
    wanted = [str(platform) for platform in attr.platforms]
    current = [str(platform) for platform in settings[_PLATFORMS]]
    if not wanted or (current and current[0] in wanted):
        return settings
    return {_PLATFORMS: wanted[0]}

def _each_impl(settings, attr):
    if not attr.platforms:
        return {"": settings}
    return {str(platform): {_PLATFORMS: str(platform)} for platform in attr.platforms}

_entered_platform = transition(
    implementation = _entered_impl,
    inputs = [_PLATFORMS],
    outputs = [_PLATFORMS],
)

# Of an attribute of a rule with `PLATFORMS_ATTRS`: its target for each of the platforms.
each_platform = transition(
    implementation = _each_impl,
    inputs = [_PLATFORMS],
    outputs = [_PLATFORMS],
)

PLATFORMS_ATTRS = {
    "platforms": attr.label_list(
        doc = _DOC,
        providers = [platform_common.PlatformInfo],
    ),
    # Bazel 7 asks for it of rules with a transition.
    "_allowlist_function_transition": attr.label(
        default = "@bazel_tools//tools/allowlists/function_transition_allowlist",
    ),
}

def platform_rule(*, attrs, **kwargs):
    """Returns a rule whose targets are built for one of their `platforms`.

    Args:
        attrs: (dict) of the rule, `PLATFORMS_ATTRS` apart.
        **kwargs: other arguments of `rule`.
    """
    return rule(attrs = attrs | PLATFORMS_ATTRS, cfg = _entered_platform, **kwargs)
