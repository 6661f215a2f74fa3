"""Tells `//layering/oci` where rules_oci is, so that who does not use it need not have it.

```starlark
bazel_dep(name = "rules_oci", version = "2.3.0")

layers_oci = use_extension("@rules_py_layers//layering/oci:extensions.bzl", "layers_oci")
layers_oci.rules_oci(defs = "@rules_oci//oci:defs.bzl")
```

A module can load only what it depends on, and a dependency of ours would be one of every consumer. A label in a tag
is resolved in the module that writes it: so the consumer's own rules_oci is what the bridge loads.
docs/decisions/0007-rules-oci.md
"""

# What the bridge takes from rules_oci's `defs.bzl`.
_SYMBOLS = ["oci_image", "oci_image_index", "oci_load", "oci_push"]

_NOT_TOLD = """\
@rules_py_layers//layering/oci:defs.bzl: expected to be told where rules_oci is, got no tag in any MODULE.bazel.
Add to MODULE.bazel:
  bazel_dep(name = "rules_oci", version = "2.3.0")
  layers_oci = use_extension("@rules_py_layers//layering/oci:extensions.bzl", "layers_oci")
  layers_oci.rules_oci(defs = "@rules_oci//oci:defs.bzl")
or load release_app from @rules_py_layers//layering:defs.bzl, which needs no rules_oci.
"""

def _loading(defs):
    """Starlark that hands rules_oci's symbols on."""
    loads = ", ".join(["_{0} = {1}".format(symbol, repr(symbol)) for symbol in _SYMBOLS])
    exports = ["{0} = _{0}".format(symbol) for symbol in _SYMBOLS]
    return "\n".join(["load({}, {})".format(repr(defs), loads)] + exports)

def _rules_oci_symbols_impl(repository_ctx):
    defs = repository_ctx.attr.defs
    text = _loading(str(defs)) if defs else "fail({})".format(repr(_NOT_TOLD))
    repository_ctx.file("BUILD.bazel", "")
    repository_ctx.file("defs.bzl", text + "\n")

_rules_oci_symbols = repository_rule(
    implementation = _rules_oci_symbols_impl,
    doc = "A `defs.bzl` that loads rules_oci by its canonical name, or says why it cannot.",
    attrs = {
        "defs": attr.label(doc = "rules_oci's `//oci:defs.bzl`; none: nobody has told."),
    },
)

def _layers_oci_impl(module_ctx):
    # The root module comes first: its rules_oci is the one.
    told = [tag.defs for module in module_ctx.modules for tag in module.tags.rules_oci]
    _rules_oci_symbols(
        name = "rules_oci_symbols",
        defs = told[0] if told else None,
    )

layers_oci = module_extension(
    implementation = _layers_oci_impl,
    doc = "Makes the rules_oci that a module names known to `//layering/oci:defs.bzl`.",
    tag_classes = {
        "rules_oci": tag_class(
            doc = "Where rules_oci is. The root module's counts before that of others.",
            attrs = {
                "defs": attr.label(
                    doc = "`@rules_oci//oci:defs.bzl`, by the name that this module has for it.",
                    mandatory = True,
                ),
            },
        ),
    },
)
