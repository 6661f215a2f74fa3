"""`image_push`: what `bazel run` starts to send an image to a registry."""

load("@bazel_skylib//rules:write_file.bzl", "write_file")
load(":host_program.bzl", "host_program")

visibility("//layering/...")

_TAGS = """\
image_push {name}: expected `remote_tags` to be a list of tags or the label of a file of them, got {got}.
Write remote_tags = ["latest"], or remote_tags = ":a_target_with_one_file".
"""

def tags_problem(name, remote_tags):
    """Returns why tags are none.

    Args:
        name: (str) of the program.
        remote_tags: as given.

    Returns:
        (str) the error text, or "" if there is nothing wrong.
    """
    if type(remote_tags) in ["list", "string"]:
        return ""
    return _TAGS.format(got = repr(remote_tags), name = repr(name))

def image_push(
        name,
        *,
        image,
        registry = "",
        repository = "",
        remote_tags = [],
        mount_from = [],
        sbom = None,
        **kwargs):
    """Declares a program that pushes an image: `bazel run :<name> -- [--tag …] [--registry …] …`.

    `bazel run :<name> -- --help` tells all arguments; docs/push.md what is sent and when.

    Args:
        name: (str) of the program.
        image: (str) label of a `py_image` or `py_image_index`.
        registry: (str) host, with or without a port; "" leaves it to `--registry`.
        repository: (str) in the registry; "" leaves it to `--repository`.
        remote_tags: (list of str, or str) tags; or the label of a file with a tag a line, which may be
            stamped. `--tag` adds to them. Without any, the image is pushed by digest alone.
        mount_from: (list of str) repositories of the same registry that may have layers of the image:
            the registry takes them from there. Where images were pushed from this machine is known
            without.
        sbom: (str) label of bills of materials of the image, which are attached to it: see `image_sbom`.
        **kwargs: common attributes: `visibility`, `tags`, `testonly`, ….

    Fails:
        if `remote_tags` is neither a list nor a label.
    """
    problem = tags_problem(name, remote_tags)
    if problem:
        fail(problem)
    tags_file = remote_tags if type(remote_tags) == "string" else None

    # Names go through a file: arguments of `bazel run` are split and expanded.
    write_file(
        name = name + ".settings",
        out = name + ".settings.json",
        content = [json.encode({
            "mount_from": mount_from,
            "registry": registry,
            "repository": repository,
            "tags": [] if tags_file else remote_tags,
        }), ""],
        **kwargs
    )
    args = ["--image", "$(rootpath {})".format(image)]
    args += ["--settings", "$(rootpath :{}.settings)".format(name)]
    args += ["--tags-file", "$(rootpath {})".format(tags_file)] if tags_file else []
    args += ["--sbom", "$(rootpaths {})".format(sbom)] if sbom else []
    data = [image, ":{}.settings".format(name)]
    host_program(
        name = name,
        args = args,
        data = data + [file for file in (tags_file, sbom) if file],
        program = Label("//py:push"),
        **kwargs
    )
