"""`image_push`: what `bazel run` starts to send an image to a registry."""

load("@bazel_skylib//rules:write_file.bzl", "write_file")
load(":host_program.bzl", "host_program")

visibility("//layering/...")

def image_push(
        name,
        *,
        image,
        tags_file,
        registry = "",
        repository = "",
        mount_from = [],
        sbom = None,
        **kwargs):
    """Declares a program that pushes an image: `bazel run :<name> -- [--tag …] [--registry …] …`.

    `bazel run :<name> -- --help` tells all arguments; docs/push.md what is sent and when.

    Args:
        name: (str) of the program.
        image: (str) label of a `py_image` or `py_image_index`.
        tags_file: (str) label of a file with a tag a line, which may be stamped. `--tag` adds to them. Without any,
            the image is pushed by digest alone.
        registry: (str) host, with or without a port; "" leaves it to `--registry`.
        repository: (str) in the registry; "" leaves it to `--repository`.
        mount_from: (list of str) repositories of the same registry that may have layers of the image:
            the registry takes them from there. Where images were pushed from this machine is known
            without.
        sbom: (str) label of bills of materials of the image, which are attached to it: see `image_sbom`.
        **kwargs: common attributes: `visibility`, `tags`, `testonly`, ….
    """

    # Names go through a file: arguments of `bazel run` are split and expanded.
    write_file(
        name = name + ".settings",
        out = name + ".settings.json",
        content = [json.encode({
            "mount_from": mount_from,
            "registry": registry,
            "repository": repository,
        }), ""],
        **kwargs
    )
    args = ["--image", "$(rootpath {})".format(image)]
    args += ["--settings", "$(rootpath :{}.settings)".format(name)]
    args += ["--tags-file", "$(rootpath {})".format(tags_file)]
    args += ["--sbom", "$(rootpaths {})".format(sbom)] if sbom else []
    host_program(
        name = name,
        args = args,
        data = [image, tags_file, ":{}.settings".format(name)] + ([sbom] if sbom else []),
        program = Label("//py:push"),
        **kwargs
    )
