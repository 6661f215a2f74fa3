"""Wheels of the platform that is built for, from one hub per platform."""

def wheels(names):
    """Returns the `deps` of packages.

    Args:
        names: (list of str) as in the hubs.

    Returns:
        (select) labels.
    """
    return select({
        "@platforms//cpu:aarch64": ["@pypi_arm64//" + name for name in names],
        "//conditions:default": ["@pypi//" + name for name in names],
    })
