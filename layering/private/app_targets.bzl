"""The targets of an app that `//layering/oci` makes in another way: its images, and what loads and pushes them."""

load(":image_load.bzl", "image_load")
load(":image_push.bzl", "image_push")
load(":image_reference.bzl", "image_repository")
load(":py_image.bzl", "py_image")
load(":py_image_index.bzl", "py_image_index")

visibility("//layering/...")

def _images(name, image, *, platforms, stamp, common):
    """Declares `<name>_image_base`, for one platform, and `<name>_image`, for all.

    Args:
        name: (str) of the app.
        image: (dict) attributes of `py_image`.
        platforms: (list of str) labels of `platform` targets.
        stamp: (int) see `release_app`.
        common: (dict) attributes of every target.
    """
    py_image(
        name = name + "_image_base",
        layers = ":{}_layers".format(name),
        platforms = platforms,
        ref_name = "latest",
        stamp = stamp,
        **(common | image)
    )
    py_image_index(
        name = name + "_image",
        annotations = image["annotations"],
        image = ":{}_image_base".format(name),
        platforms = platforms,
        ref_name = "latest",
        stamp = stamp,
        **common
    )

def _load(name, *, reference, common, **_others):
    """Declares `<name>_image_load`; arguments as of `_push`."""
    image_load(
        name = name + "_image_load",
        image = ":{}_image".format(name),
        repository = image_repository(**reference),
        **common
    )

def _push(name, *, reference, mount_from, sbom, common):
    """Declares `<name>_image_push`.

    Args:
        name: (str) of the app.
        reference: (dict) see `image_repository`.
        mount_from: (list of str) see `image_push`.
        sbom: (str) see `image_push`.
        common: (dict) attributes of every target.
    """
    image_push(
        name = name + "_image_push",
        image = ":{}_image".format(name),
        mount_from = mount_from,
        registry = reference["registry"],
        repository = image_repository(**(reference | {"registry": ""})),
        sbom = sbom,
        tags_file = ":{}_remote_tags".format(name),
        **common
    )

# `images` (function) declares the images, `delivery` (list of function) what loads and pushes them; `layers` (dict) are
# more attributes of `py_layers`.
OWN_TARGETS = struct(
    delivery = [_load, _push],
    images = _images,
    layers = {},
)
