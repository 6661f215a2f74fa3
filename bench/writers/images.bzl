"""`images`: one program as an image of so many layers, by both writers."""

load("@rules_oci//oci:defs.bzl", "oci_image")
load("@rules_py_layers//layering:defs.bzl", "py_image", "py_layers")
load("@rules_python//python:defs.bzl", "py_binary")
load(":packages.bzl", "PACKAGES")

# Interpreter, links, and the app.
_FIXED = 3

def _layers(name, binary, count):
    if count == 2:
        py_layers(
            name = name,
            binary = binary,
            split = "two",
        )
    else:
        py_layers(
            name = name,
            binary = binary,
            budget = count + 3,  # Set aside for certificates, external and internal, which there is none of.
        )

def images(count):
    """Declares `layers_<count>`, `py_image_<count>` and `oci_image_<count>`.

    Args:
        count: (int) of layers: 2, or 4 to 103.
    """
    program, layers = "program_{}".format(count), "layers_{}".format(count)
    packages = max(count - _FIXED, 1)
    py_binary(
        name = program,
        srcs = ["main.py"],
        main = "main.py",
        deps = ["@bench_packages//:" + name for name in PACKAGES[:packages]],
    )
    _layers(layers, program, count)
    py_image(
        name = "py_image_{}".format(count),
        layers = layers,
    )
    oci_image(
        name = "oci_image_{}".format(count),
        architecture = "amd64",
        entrypoint = ["/app/bin/" + program],
        os = "linux",
        tars = [layers],
    )
