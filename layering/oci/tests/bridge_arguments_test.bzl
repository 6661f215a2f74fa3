"""What `release_app` on rules_oci refuses, in which words."""

load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")
load("//layering/oci/private:bridge_arguments.bzl", "bridge_problem")

def _image_impl(ctx):
    env = unittest.begin(ctx)
    for image in ["py_image", "oci_image"]:
        asserts.equals(env, "", bridge_problem("hello", image = image, others = {"budget": 20}))
    asserts.equals(env, """\
release_app "hello": expected `image` to be one of py_image, oci_image, got "docker".
Leave `image` out: the image is written from what the layers say, and rules_oci loads and pushes it.
""", bridge_problem("hello", image = "docker", others = {}))
    return unittest.end(env)

image_test = unittest.make(_image_impl)

def _mounts_impl(ctx):
    env = unittest.begin(ctx)
    asserts.equals(env, "", bridge_problem("hello", image = "py_image", others = {"mount_from": []}))
    asserts.equals(env, """\
release_app "hello": expected no `mount_from` with rules_oci, whose oci_push mounts no layers, got ["team/base"].
Leave `mount_from` out, or load release_app from @rules_py_layers//layering:defs.bzl.
""", bridge_problem("hello", image = "py_image", others = {"mount_from": ["team/base"]}))
    asserts.equals(env, """\
release_app "hello": expected no `sbom` with rules_oci, whose oci_push attaches nothing, got True.
Leave `sbom` out, or load release_app from @rules_py_layers//layering:defs.bzl.
""", bridge_problem("hello", image = "py_image", others = {"sbom": True}))
    return unittest.end(env)

mounts_test = unittest.make(_mounts_impl)

def bridge_arguments_tests(name):
    unittest.suite(
        name,
        image_test,
        mounts_test,
    )
