"""What `release_app` on rules_oci can serve, checked while BUILD files are read."""

visibility("//layering/oci/...")

# What writes an image: ours, or rules_oci's rule.
IMAGES = ["py_image", "oci_image"]

_NO_IMAGE = """\
release_app {name}: expected `image` to be one of {images}, got {got}.
Leave `image` out: the image is written from what the layers say, and rules_oci loads and pushes it.
"""

_NO_MOUNTS = """\
release_app {name}: expected no `mount_from` with rules_oci, whose oci_push mounts no layers, got {got}.
Leave `mount_from` out, or load release_app from @rules_py_layers//layering:defs.bzl.
"""

_NO_SBOM = """\
release_app {name}: expected no `sbom` with rules_oci, whose oci_push attaches nothing, got {got}.
Leave `sbom` out, or load release_app from @rules_py_layers//layering:defs.bzl.
"""

def bridge_problem(name, *, image, others):
    """Returns why `release_app` on rules_oci cannot serve its arguments.

    Args:
        name: (str) of the app.
        image: (str) as given.
        others: (dict) the arguments of `release_app` itself.

    Returns:
        (str) the error text, or "" if it can.
    """
    if image not in IMAGES:
        return _NO_IMAGE.format(got = repr(image), images = ", ".join(IMAGES), name = repr(name))
    if others.get("sbom"):
        return _NO_SBOM.format(got = repr(others["sbom"]), name = repr(name))
    if others.get("mount_from"):
        return _NO_MOUNTS.format(got = repr(others["mount_from"]), name = repr(name))
    return ""
