"""`py_layers`: the ordered layers of one `py_binary`."""

load(":ca_certificates.bzl", "cacerts_aspect", "certificates_layer")
load(":check.bzl", "write_check")
load(":image_layers.bzl", "SPLITS")
load(":members.bzl", "TOOLSET_ATTRS", "members_aspect", "toolset")
load(":platform.bzl", "PLATFORM_ATTRS", "platform_words")
load(":platform_transition.bzl", "platform_rule")
load(":program_layers.bzl", "program_layers")

visibility("//layering/...")

PyLayersFilesInfo = provider(
    doc = "The layers of one image, in order.",
    fields = {
        "checked": "(File) what the check found; absent where it fails.",
        "layers": "(list of struct) see `write_layer`; the lowest layer first.",
        "members": "(list of struct) see `write_layer`: of all packages, as they are without a budget.",
        "others": "(list of struct) see `write_layer`: of all but packages, as they are whatever the split.",
        "plan": "(File) the schema's `Plan`.",
        "platform": "(struct) `os`, `architecture` and `variant` in the words of OCI.",
        "program": "(struct) see `program_of`.",
        "root": "(str) where everything lands.",
        "runfiles": "(File) the schema's `Runfile`s, one per line.",
    },
)

def _declare(ctx):
    """Declares everything that the image consists of, and the check of it."""
    attr = ctx.attr
    tools = toolset(ctx)
    split = struct(
        app_layer = attr.app_layer,
        buckets = attr.buckets,
        budget = attr.budget,
        dep_layers = attr.dep_layers,
        dep_targets = attr.dep_targets,
        way = attr.split,
    )
    made = program_layers(
        ctx,
        [attr.binary] + attr.programs,
        split,
        tools,
        certificates = certificates_layer(ctx),
    )
    platform = platform_words(ctx)
    checked = write_check(
        ctx,
        made.layers,
        made.plan,
        platform = platform,
        runfiles = made.runfiles,
        tool = tools.tool,
    )
    return PyLayersFilesInfo(
        checked = checked,
        layers = made.layers,
        members = made.members,
        others = made.others,
        plan = made.plan,
        platform = platform,
        program = made.program,
        root = made.root,
        runfiles = made.runfiles,
    )

def _py_layers_impl(ctx):
    info = _declare(ctx)
    by_origin = {}
    for layer in info.layers:
        by_origin.setdefault(layer.layer.origin, []).append(layer.tar)
    return [
        DefaultInfo(files = depset([layer.tar for layer in info.layers])),
        OutputGroupInfo(
            _validation = depset([info.checked]),
            descriptors = depset([layer.descriptor for layer in info.layers]),
            fixed = depset([layer.descriptor for layer in info.others]),
            listings = depset([layer.listing for layer in info.layers]),
            manifests = depset([layer.manifest for layer in info.layers if layer.manifest]),
            member_listings = depset([layer.listing for layer in info.members]),
            members = depset([layer.descriptor for layer in info.members]),
            **{origin: depset(tars) for origin, tars in by_origin.items()}
        ),
        info,
    ]

py_layers = platform_rule(
    implementation = _py_layers_impl,
    doc = """\
The layers of a `py_binary`, in order: CA certificates, interpreter, one per PyPI package, links, external code,
internal libraries, app.

```starlark
py_layers(
    name = "hello_layers",
    binary = ":hello",
)

oci_image(
    name = "hello_image",
    tars = [":hello_layers"],
    …
)
```

`DefaultInfo` has the tars in order. Output groups: `interpreter`, `pypi`, `links`, `external`,
`internal`, `app` (the tars of one origin), `descriptors`, `listings` and `manifests`; `members` and
`member_listings` have descriptors and listings of all packages, also of those that share a layer, `fixed`
the descriptors of all other layers. Which packages share one, `budget` and the repository's
`layer_plan` decide: docs/planning.md. A validation
action checks that every runfile is in exactly one layer, that no two layers disagree about a path,
that links resolve and that native libraries fit the platform.
""",
    attrs = TOOLSET_ATTRS | PLATFORM_ATTRS | {
        "binary": attr.label(
            doc = "The `py_binary`.",
            aspects = [members_aspect],
            mandatory = True,
        ),
        "app_layer": attr.label(
            aspects = [members_aspect],
            doc = "With `split = \"two\"`: a library whose own files are the app's code, wherever it is.",
        ),
        "buckets": attr.int(
            doc = """\
The most buckets, where `budget` has no room for all of the repository's. Images with the same number share
theirs. 0: as many as the plan says.""",
        ),
        "budget": attr.int(
            default = 60,
            doc = """\
The most layers, without those of a base. A container runtime mounts at most 127, the base's with them;
what mounts them by their full paths, in one page of options, at most about 70.""",
        ),
        "cacerts": attr.label(
            allow_files = True,
            aspects = [cacerts_aspect],
            doc = """\
Certificates that programs in the image trust, a file in PEM; they have the first layer. `//layering:cacerts` has those of
Mozilla, or what the flag of that name says.""",
        ),
        "dep_layers": attr.string_list(
            doc = "Names of layers that stand first, in this order; `dep_targets` says what they hold.",
        ),
        "dep_targets": attr.label_keyed_string_dict(
            allow_files = True,
            aspects = [members_aspect],
            doc = "From a target to the name in `dep_layers` of its layer: a file is in the first that reaches it.",
        ),
        "programs": attr.label_list(
            aspects = [members_aspect],
            doc = "Other `py_binary` targets that the image holds: each starts as `/<root>/bin/<name>`.",
        ),
        "split": attr.string(
            default = "origin",
            doc = """\
How what no `dep_layers` take is layered: `origin`, a layer per origin and package; `two`, the app's code above a
layer of everything else; `one`, all in one layer.""",
            values = SPLITS,
        ),
    },
)
