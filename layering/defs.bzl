"""Python programs in container images, layered by what changes together.

```starlark
load("@rules_py_layers//layering:defs.bzl", "release_app")

py_binary(
    name = "hello",
    srcs = ["main.py"],
    main = "main.py",
    deps = ["@pypi//fastapi", "//lib:greeting"],
)

release_app(
    name = "hello",
    auto_layers = True,
    base = "@distroless//:layout",
    description = "Says hello",
)
```

    bazel build //:hello_image                # an OCI image layout: an index of one image per platform
    bazel run   //:hello_layer_report         # its layers: origin, package, sizes, digests

Below the macro are the rules it is made of: `py_layers` (ordered tars of one binary, as `oci_image`
of rules_oci takes them), `py_image` (an OCI layout from them) and `py_image_index` (that image for several
platforms). `layer_plan` says, once for a
repository, which packages share layers where an image has more than its budget. `layers_test`, `layer_size_test` and
`layer_policy_test` hold an image to what it must be, to how large it may be, and to what may be in it.
"""

load("//layering/private:image_sbom.bzl", _image_sbom = "image_sbom")
load("//layering/private:layer_plan.bzl", _layer_plan = "layer_plan")
load("//layering/private:layer_policy_test.bzl", _layer_policy_test = "layer_policy_test")
load("//layering/private:layer_size_test.bzl", _layer_size_test = "layer_size_test")
load("//layering/private:layers_test.bzl", _layers_test = "layers_test")
load("//layering/private:py_image.bzl", _py_image = "py_image")
load("//layering/private:py_image_index.bzl", _py_image_index = "py_image_index")
load("//layering/private:py_layers.bzl", _py_layers = "py_layers")
load("//layering/private:release_app.bzl", _release_app = "release_app")

image_sbom = _image_sbom
layer_plan = _layer_plan
layer_policy_test = _layer_policy_test
layer_size_test = _layer_size_test
layers_test = _layers_test
py_image = _py_image
py_image_index = _py_image_index
py_layers = _py_layers
release_app = _release_app
