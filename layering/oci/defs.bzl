"""`release_app` on rules_oci 2.3 or newer: `oci_load` and `oci_push` on our images, or on its own.

```starlark
# MODULE.bazel
bazel_dep(name = "rules_oci", version = "2.3.0")

layers_oci = use_extension("@rules_py_layers//layering/oci:extensions.bzl", "layers_oci")
layers_oci.rules_oci(defs = "@rules_oci//oci:defs.bzl")

# BUILD.bazel
load("@rules_py_layers//layering/oci:defs.bzl", "release_app")

release_app(
    name = "hello",
    auto_layers = True,
    base = "@distroless_base",
    organization = "team",
    registry = "registry.example.com",
)
```

The only file that loads rules_oci: nothing else of this module needs it.
docs/decisions/0007-rules-oci.md
"""

load("@rules_oci_symbols//:defs.bzl", "oci_image", "oci_image_index", "oci_load", "oci_push")
load("//layering/oci/private:bridge_arguments.bzl", "bridge_problem")
load("//layering/oci/private:bridged_targets.bzl", "bridged_targets")
load("//layering/private:release_app.bzl", _release_app = "release_app")

_RULES_OCI = struct(
    oci_image = oci_image,
    oci_image_index = oci_image_index,
    oci_load = oci_load,
    oci_push = oci_push,
)

# rules_oci's writer takes 0.16 s a layer, at every edit: docs/benchmarks.md.
_STACKED_BUDGET = 10

def release_app(name, *, image = "py_image", **kwargs):
    """Declares the image of an app and all that goes with it, loaded and pushed by rules_oci.

    Targets and parameters are those of `release_app` in `@rules_py_layers//layering:defs.bzl`, with these differences:

    | target | what it is |
    | --- | --- |
    | `<name>_image_base` | with `image = "oci_image"`: an `oci_image` with the layers as its `tars` |
    | `<name>_image` | with `image = "oci_image"`: an `oci_image_index` of it |
    | `<name>_image_load` | `oci_load` of `<name>_image_base` |
    | `<name>_image_push` | `oci_push` of `<name>_image` |

    Args:
        name: (str) of the app.
        image: (str) what writes the image: `py_image`, or `oci_image` of rules_oci.
        **kwargs: see `release_app`. `budget` is 10 with `image = "oci_image"`, unless set. There is no
            `mount_from`.

    Fails:
        if `image` is none of them, and where `release_app` fails.
    """
    problem = bridge_problem(name, image = image, others = kwargs)
    if problem:
        fail(problem)
    stacked_budget = kwargs.get("budget", _STACKED_BUDGET) if image == "oci_image" else 0
    _release_app(
        name = name,
        app_targets = bridged_targets(_RULES_OCI, stacked_budget = stacked_budget),
        **(kwargs | ({"budget": stacked_budget} if stacked_budget else {}))
    )
