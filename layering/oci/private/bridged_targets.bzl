"""The targets of an app that rules_oci's rules make."""

load("//layering/oci/private:without_layers.bzl", "without_layers")
load("//layering/private:app_targets.bzl", "OWN_TARGETS")
load("//layering/private:image_reference.bzl", "image_repository")
load("//layering/private:plan.bzl", "FIXED_LAYERS")
load("//layering/private:py_image.bzl", "py_image")

visibility("//layering/oci/...")

def _internal(common):
    """Attributes of a target that nobody but the macro's own targets names."""
    return common | {"tags": (common.get("tags") or []) + ["manual"], "visibility": ["//visibility:private"]}

def _stacked_images(rules_oci, name, image, *, platforms, stamp, common):
    """An `oci_image` of the layers, on an image of ours that says all the rest and has no layer of ours."""
    below = name + "_image_below"
    without_layers(
        name = below + ".layers",
        layers = ":{}_layers".format(name),
        **_internal(common)
    )
    py_image(
        name = below,
        layers = ":{}.layers".format(below),
        platforms = platforms,
        ref_name = "latest",
        stamp = stamp,
        **(_internal(common) | image)
    )
    rules_oci.oci_image(
        name = name + "_image_base",
        base = ":" + below,
        tars = [":{}_layers".format(name)],
        **common
    )
    rules_oci.oci_image_index(
        name = name + "_image",
        images = [":{}_image_base".format(name)],
        platforms = platforms,
        **common
    )

def _buckets(budget):
    """How many of the layers for packages are shared: half of them, so that the heaviest keep their own."""
    return max(1, (budget - FIXED_LAYERS) // 2)

# buildifier: disable=unnamed-macro  It makes functions; those have a name.
def bridged_targets(rules_oci, *, stacked_budget):
    """Returns what `release_app` makes by rules_oci's rules.

    Args:
        rules_oci: (struct) its `oci_image`, `oci_image_index`, `oci_load` and `oci_push`.
        stacked_budget: (int) the budget of an image that `oci_image` writes; 0: `py_image` does.

    Returns:
        (struct) see app_targets.bzl.
    """

    def stacked(name, image, **kwargs):
        _stacked_images(rules_oci, name, image, **kwargs)

    def loading(name, *, reference, common, **_others):
        rules_oci.oci_load(
            name = name + "_image_load",
            image = ":{}_image_base".format(name),
            repo_tags = ["{}:latest".format(image_repository(**reference))],
            **common
        )

    def pushing(name, *, reference, common, **_others):
        # Without a registry rules_oci takes `--repository`, and a name alone would mean Docker Hub's.
        known = {"repository": image_repository(**reference)} if reference["registry"] else {}
        rules_oci.oci_push(
            name = name + "_image_push",
            image = ":{}_image".format(name),
            remote_tags = ":{}_remote_tags".format(name),
            **(common | known)
        )

    return struct(
        delivery = [loading, pushing],
        images = stacked if stacked_budget else OWN_TARGETS.images,
        layers = {"buckets": _buckets(stacked_budget)} if stacked_budget else {},
    )
