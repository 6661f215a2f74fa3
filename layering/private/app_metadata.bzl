"""What release tooling reads of an app: names and settings, known without a build of its image.

Described in docs/release_app.md.
"""

load("@bazel_skylib//rules:write_file.bzl", "write_file")
load(":image_reference.bzl", "image_repository")
load(":layer.bzl", "label_text")

visibility("//layering/...")

# Raised with every change that an older reader would misread.
METADATA_SCHEMA_VERSION = 1

def _full_label(label):
    """A label of a BUILD file as one that means the same everywhere; "" for None or a select()."""
    return label_text(native.package_relative_label(label)) if type(label) in ["Label", "string"] else ""

def _full_labels(labels):
    """Labels of a BUILD file as ones that mean the same everywhere; none for a select()."""
    return [_full_label(label) for label in labels] if type(labels) == "list" else []

def _tags(remote_tags):
    return remote_tags if type(remote_tags) == "list" else _full_label(remote_tags)

def app_metadata(name, *, app, reference, layers, image, **kwargs):
    """Declares `<name>_metadata.json`.

    Args:
        name: (str) of the app.
        app: (dict) what it is: `binary`, `description`, `domain`, `language`, `platforms`, `programs`.
        reference: (dict) `registry`, `organization` and `repository` of its image.
        layers: (dict) how the image is layered: `budget`, `cacerts`, `dep_layers`, `split`.
        image: (dict) what else is known of the image: `base`, `remote_tags`.
        **kwargs: common attributes.
    """
    text = json.encode_indent(app | {
        "binary": _full_label(app["binary"]),
        "image": reference | {
            "base": _full_label(image["base"]),
            "name": image_repository(**reference),
            "remote_tags": _tags(image["remote_tags"]),
        },
        "layers": layers | {"cacerts": _full_label(layers["cacerts"])},
        "name": name,
        "platforms": _full_labels(app["platforms"]),
        "programs": _full_labels(app["programs"]),
        "schema_version": METADATA_SCHEMA_VERSION,
        "targets": {
            target: _full_label(":{}_{}".format(name, target))
            for target in [
                "image",
                "image_base",
                "image_load",
                "image_push",
                "layer_report",
                "layers",
                "remote_tags",
            ]
        },
    }, indent = "  ")
    write_file(
        name = name + "_metadata",
        out = name + "_metadata.json",
        content = text.split("\n") + [""],
        **kwargs
    )
