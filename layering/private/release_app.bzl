"""`release_app`: one call, all targets of an app that ships as an image."""

load("@bazel_skylib//rules:write_file.bzl", "write_file")
load(":app_arguments.bzl", "app_problem")
load(":layer.bzl", "label_text")
load(":layers_report.bzl", "layer_report_binary")
load(":py_image.bzl", "py_image")
load(":py_image_index.bzl", "py_image_index")
load(":py_layers.bzl", "py_layers")
load(":split_arguments.bzl", "split_attributes", "split_problem")

visibility("//layering/...")

# Of `<name>_metadata.json`, described in docs/release_app.md.
METADATA_SCHEMA_VERSION = 1

_IMAGE_ATTRIBUTES = ["annotations", "cmd", "entrypoint", "env", "labels", "ports", "user", "workdir"]

def _metadata(name, *, binary, language, domain, description):
    """What release tooling reads: names only, known without a build."""
    return json.encode_indent({
        "binary": binary,
        "description": description,
        "domain": domain,
        "language": language,
        "name": name,
        "repository": "{}-{}".format(domain, name) if domain else name,
        "schema_version": METADATA_SCHEMA_VERSION,
        "targets": {
            "image": ":{}_image_base".format(name),
            "layer_report": ":{}_layer_report".format(name),
            "layers": ":{}_layers".format(name),
        },
    }, indent = "  ").split("\n")

def _annotations(title, description):
    """Source: https://github.com/opencontainers/image-spec/blob/v1.1.0/annotations.md"""
    known = {
        "org.opencontainers.image.description": description,
        "org.opencontainers.image.title": title,
    }
    return {key: value for key, value in known.items() if value}

def release_app(
        name,
        *,
        binary = None,
        language = "python",
        domain = "",
        description = "",
        app_layer = None,
        dep_layers = None,
        auto_layers = False,
        base = None,
        budget = 60,
        platforms = [],
        **kwargs):
    """Declares the image of an app and all that goes with it.

    An image has one layer unless one of these says more: `app_layer`, `dep_layers`, `auto_layers`.

    | target | what it is |
    | --- | --- |
    | `<name>_layers` | `py_layers`: the ordered tars |
    | `<name>_image_base` | `py_image`: an OCI image layout for one platform |
    | `<name>_image` | `py_image_index`: the same for all platforms |
    | `<name>_layer_report` | `bazel run` prints the layers: origin, package, sizes, digests |
    | `<name>_metadata` | JSON: name, domain, language, image repository, targets |

    Args:
        name: (str) of the app: lower-case letters, digits, `.`, `_`, `-`.
        binary: (str) label of the `py_binary`; default `:<name>`.
        language: (str) `python`.
        domain: (str) part of the image repository's name, `<domain>-<name>`; "" for none.
        description: (str) goes into the image's annotations and labels.
        app_layer: (str) label of the library whose own files are the app's code: two layers, everything
            else below, then this code.
        dep_layers: (list of dict) `{"name": …, "targets": [labels]}`: one layer an entry, in this order, then
            the rest; a file belongs to the first entry that reaches it.
        auto_layers: (bool) one layer per origin and package; with `dep_layers`, what these leave.
        base: (str) label of an OCI layout that the layers stand on; None for none.
        budget: (int) the most layers, without the base's, see `py_layers`.
        platforms: (list of str) labels of `platform` targets; empty: what the build is for.
        **kwargs: of the image, as of `py_image`: `annotations`, `cmd`, `entrypoint`, `env`, `labels`,
            `ports`, `user`, `workdir`. All others go to every target: `visibility`, `tags`,
            `testonly`, ….

    Fails:
        if the name is none that OCI allows, the language is not supported, or there are two splits.
    """
    split = {"app_layer": app_layer, "auto_layers": auto_layers, "dep_layers": dep_layers}
    problem = app_problem(name, domain = domain, language = language) or split_problem(name, **split)
    if problem:
        fail(problem)
    binary = binary or ":" + name
    image = {attribute: kwargs.pop(attribute) for attribute in _IMAGE_ATTRIBUTES if attribute in kwargs}
    described = _annotations(name, description)
    py_layers(
        name = name + "_layers",
        binary = binary,
        budget = budget,
        platforms = platforms,
        **(kwargs | split_attributes(**split))
    )
    py_image(
        name = name + "_image_base",
        base = base,
        layers = ":{}_layers".format(name),
        platforms = platforms,
        ref_name = "latest",
        **(kwargs | image | {
            "annotations": described | image.get("annotations", {}),
            "labels": described | image.get("labels", {}),
        })
    )
    py_image_index(
        name = name + "_image",
        annotations = described | image.get("annotations", {}),
        image = ":{}_image_base".format(name),
        platforms = platforms,
        ref_name = "latest",
        **kwargs
    )
    layer_report_binary(
        name = name + "_layer_report",
        image = ":{}_image_base".format(name),
        layers = ":{}_layers".format(name),
        **kwargs
    )
    write_file(
        name = name + "_metadata",
        out = name + "_metadata.json",
        content = _metadata(
            name,
            binary = label_text(native.package_relative_label(binary)),
            description = description,
            domain = domain,
            language = language,
        ) + [""],
        **kwargs
    )
