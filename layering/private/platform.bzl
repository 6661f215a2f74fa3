"""The image's platform in the words of OCI, from the constraints of the target platform.

Source: https://github.com/opencontainers/image-spec/blob/v1.1.0/config.md#properties
"""

visibility("//layering/...")

_UNKNOWN = """\
{label}: expected a target platform with an {what} that images have, got none of these.
{known}
Build with --platforms=<a platform with one of these constraints>.
"""

ARCHITECTURES = {
    "@platforms//cpu:aarch64": "arm64",
    "@platforms//cpu:armv7": "arm/v7",
    "@platforms//cpu:ppc": "ppc64le",
    "@platforms//cpu:riscv64": "riscv64",
    "@platforms//cpu:s390x": "s390x",
    "@platforms//cpu:x86_32": "386",
    "@platforms//cpu:x86_64": "amd64",
}

_SYSTEMS = {
    "@platforms//os:linux": "linux",
}

PLATFORM_ATTRS = {
    "_architectures": attr.label_keyed_string_dict(
        default = ARCHITECTURES,
        providers = [platform_common.ConstraintValueInfo],
    ),
    "_systems": attr.label_keyed_string_dict(
        default = _SYSTEMS,
        providers = [platform_common.ConstraintValueInfo],
    ),
}

def _word(ctx, words_by_constraint, what):
    for target, word in words_by_constraint.items():
        if ctx.target_platform_has_constraint(target[platform_common.ConstraintValueInfo]):
            return word
    known = ["  {}".format(target.label) for target in words_by_constraint]
    fail(_UNKNOWN.format(known = "\n".join(known), label = ctx.label, what = what))

def platform_words(ctx):
    """Returns the platform a rule with `PLATFORM_ATTRS` builds for.

    Args:
        ctx: (ctx) of the rule.

    Returns:
        (struct) `os`, `architecture` and `variant` ("" where there is none).

    Fails:
        if the target platform has no constraint that is known here.
    """
    architecture, _, variant = _word(ctx, ctx.attr._architectures, "architecture").partition("/")
    return struct(
        architecture = architecture,
        os = _word(ctx, ctx.attr._systems, "operating system"),
        variant = variant,
    )
