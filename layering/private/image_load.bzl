"""`<name>_image_load`: what `bazel run` starts to put an image into Docker, podman or containerd."""

load(":host_program.bzl", "host_program")
load(":platform.bzl", "ARCHITECTURES")

visibility("//layering/...")

def image_load(name, *, image, repository, **kwargs):
    """Declares a program that loads an image.

    Of an index it loads the image for the machine that is built for: this one, or the one of
    `--platforms`.

    Args:
        name: (str) of the target.
        image: (str) label of a `py_image` or a `py_image_index`.
        repository: (str) what the loaded image is called: `demo-hello`, `ghcr.io/team/hello`.
        **kwargs: common attributes.
    """
    host_program(
        name = name,
        args = ["$(rootpath {})".format(image), "--repository=" + repository] + select({
            Label(constraint): ["--default-platform=linux/" + architecture]
            for constraint, architecture in ARCHITECTURES.items()
        } | {"//conditions:default": []}),
        data = [image],
        program = Label("//py:load_program"),
        **kwargs
    )
