"""`release_app`: one call, all targets of an app that ships as an image."""

load(":app_annotations.bzl", "app_annotations")
load(":app_arguments.bzl", "IMAGE_ATTRIBUTES", "app_problem")
load(":app_metadata.bzl", "app_metadata")
load(":app_targets.bzl", "OWN_TARGETS")
load(":image_reference.bzl", "reference_problem")
load(":image_sbom.bzl", "image_sbom")
load(":image_tags.bzl", "image_tags")
load(":layers_report.bzl", "layer_report_binary")
load(":py_layers.bzl", "py_layers")
load(":split_arguments.bzl", "split_attributes", "split_problem")

visibility("//layering/...")

_CACERTS = Label("//layering:cacerts")

def _image_attributes(name, description, others):
    """The attributes of `py_image` among the parameters that the macro does not name; takes them out."""
    given = {IMAGE_ATTRIBUTES[one]: others.pop(one) for one in IMAGE_ATTRIBUTES if one in others}
    for said in ["annotations", "labels"]:
        given[said] = app_annotations(name, description = description, given = given.get(said, {}))
    return given

def release_app(
        name,
        *,
        binary = None,
        programs = [],
        language = "python",
        domain = "",
        description = "",
        app_layer = None,
        dep_layers = None,
        auto_layers = False,
        base = None,
        budget = 60,
        mount_from = [],
        platforms = [],
        cacerts = _CACERTS,
        registry = "",
        organization = "",
        repository = "",
        remote_tags = ["latest"],
        sbom = False,
        stamp = -1,
        app_targets = OWN_TARGETS,
        **kwargs):
    """Declares the image of an app and all that goes with it.

    An image has one layer unless one of these says more: `app_layer`, `dep_layers`, `auto_layers`; below it, one of
    CA certificates.

    | target | what it is |
    | --- | --- |
    | `<name>_layers` | `py_layers`: the ordered tars |
    | `<name>_image_base` | `py_image`: an OCI image layout for one platform |
    | `<name>_image` | `py_image_index`: the same for all platforms |
    | `<name>_image_load` | `bazel run` puts the image into Docker, podman or containerd |
    | `<name>_image_push` | `bazel run` sends it to a registry |
    | `<name>_layer_report` | `bazel run` prints the layers: origin, package, sizes, digests |
    | `<name>_sbom` | with `sbom`: `image_sbom`, a bill of materials for each platform |
    | `<name>_remote_tags` | the tags that the image is pushed under, one a line |
    | `<name>_metadata` | JSON: what release tooling reads |

    Args:
        name: (str) of the app: lower-case letters, digits, `.`, `_`, `-`.
        binary: (str) label of the `py_binary` that the image starts; default `:<name>`.
        programs: (list of str) labels of other `py_binary` targets in the image, each started by its name.
        language: (str) `python`.
        domain: (str) part of the default `repository`, `<domain>-<name>`; "" for none.
        description: (str) goes into the image's annotations and labels.
        app_layer: (str) label of the library whose own files are the app's code: two layers, everything
            else below, then this code.
        dep_layers: (list of dict) `{"name": …, "targets": [labels]}`: one layer an entry, in this order, then
            the rest; a file belongs to the first entry that reaches it.
        auto_layers: (bool) one layer per origin and package; with `dep_layers`, what these leave.
        base: (str) label of an OCI layout that the layers stand on; None for none.
        budget: (int) the most layers, without the base's, see `py_layers`.
        mount_from: (list of str) repositories of the registry that may have layers of the image.
        platforms: (list of str) labels of `platform` targets; empty: what the build is for.
        cacerts: (str) label of the CA certificates that programs in the image trust, a file in PEM; None: no layer of
            them, and whatever the base has.
        registry: (str) host, and port, of the registry that the image is pushed to: `ghcr.io`.
        organization: (str) of the registry, one or more components: `team`.
        repository: (str) what the image is called there; default `<domain>-<name>`, or the name.
        remote_tags: (list of str or str) tags that it is pushed under, which may hold placeholders; or the label of a
            file of tags, one a line.
        sbom: (bool) `<name>_sbom`, bills of materials, which a push attaches to the image.
        stamp: (int) whether placeholders are filled: 1 always, 0 never, -1 in builds with --stamp.
        app_targets: (struct) for macros built on this one: see app_targets.bzl. `//layering/oci` has others.
        **kwargs: of the image: `annotations`, `args`, `entrypoint`, `env`, `labels`, `ports`, `user`, `workdir`. Of
            every target: `visibility`, `tags`, `testonly`, ….

    Fails:
        if a name is none that OCI allows, the language or a parameter is not supported, or there are two splits.
    """
    reference = {
        "organization": organization,
        "registry": registry,
        "repository": repository or ("{}-{}".format(domain, name) if domain else name),
    }
    settings = {
        "budget": budget,
        "description": description,
        "domain": domain,
        "mount_from": mount_from,
        "platforms": platforms,
    }
    split = {"app_layer": app_layer, "auto_layers": auto_layers, "dep_layers": dep_layers}
    problem = app_problem(name, language = language, others = kwargs, remote_tags = remote_tags, settings = settings)
    problem = problem or reference_problem(name, **reference) or split_problem(name, **split)
    if problem:
        fail(problem)
    binary = binary or ":" + name
    image = _image_attributes(name, description, kwargs)
    py_layers(
        name = name + "_layers",
        binary = binary,
        budget = budget,
        cacerts = cacerts,
        platforms = platforms,
        programs = programs,
        **(kwargs | split_attributes(**split) | app_targets.layers)
    )
    app_targets.images(
        name,
        image | {"base": base},
        common = kwargs,
        platforms = platforms,
        stamp = stamp,
    )
    image_tags(
        name = name + "_remote_tags",
        stamp = stamp,
        **(kwargs | ({"remote_tags": remote_tags} if type(remote_tags) == "list" else {"src": remote_tags}))
    )
    if sbom:
        image_sbom(
            name = name + "_sbom",
            layers = ":{}_layers".format(name),
            platforms = platforms,
            **kwargs
        )
    for declare in app_targets.delivery:
        declare(
            name,
            common = kwargs,
            mount_from = mount_from,
            reference = reference,
            sbom = ":{}_sbom".format(name) if sbom else None,
        )
    layer_report_binary(
        name = name + "_layer_report",
        image = ":{}_image_base".format(name),
        layers = ":{}_layers".format(name),
        **kwargs
    )
    app_metadata(
        name,
        app = {
            "binary": binary,
            "description": description,
            "domain": domain,
            "language": language,
            "platforms": platforms,
            "programs": programs,
        },
        image = {"base": base, "remote_tags": remote_tags},
        layers = {
            "budget": budget,
            "cacerts": cacerts,
            "dep_layers": [entry["name"] for entry in dep_layers or []],
            "split": split_attributes(**split)["split"],
        },
        reference = reference,
        **kwargs
    )
