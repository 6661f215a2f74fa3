"""Which actions an image is made of, where they are declared and what they read."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")
load("//layering:defs.bzl", "py_image", "py_layers")
load("//layering/private:py_layers.bzl", "PyLayersFilesInfo")

def _own_actions(env, mnemonic):
    return [action for action in analysistest.target_actions(env) if action.mnemonic == mnemonic]

def _sources(action):
    """Inputs that are neither the tool nor the interpreter that runs it."""
    return sorted([
        file.basename
        for file in action.inputs.to_list()
        if "/tests/subjects/" in file.path or file.basename.endswith(".manifest.jsonl")
    ])

def _own_layers_impl(ctx):
    """A layer of the image reads its own files and its manifest: no other layer's."""
    env = analysistest.begin(ctx)
    inputs = {action.outputs.to_list()[0].basename: _sources(action) for action in _own_actions(env, "PyLayerOwn")}
    asserts.equals(env, {
        "actions_layers.app.tar.zst": ["actions_layers.app.manifest.jsonl", "helper.py", "program.py"],
        "actions_layers.internal.tar.zst": ["actions_layers.internal.manifest.jsonl", "data.txt", "lib.py"],
        "actions_layers.links.tar.zst": ["actions_layers.links.manifest.jsonl", "program.repo_mapping"],
    }, inputs)
    asserts.equals(env, [], _own_actions(env, "PyLayerMember"), "shared layers are made elsewhere")
    return analysistest.end(env)

own_layers_test = analysistest.make(_own_layers_impl)

def _check_impl(ctx):
    """The check reads listings and no layer."""
    env = analysistest.begin(ctx)
    checks = _own_actions(env, "PyLayerCheck")
    asserts.equals(env, 1, len(checks))
    names = [file.basename for file in checks[0].inputs.to_list()]
    asserts.equals(env, [], [name for name in names if ".tar" in name])
    asserts.equals(env, 4, len([name for name in names if name.endswith(".listing.jsonl")]))
    return analysistest.end(env)

check_test = analysistest.make(_check_impl)

def _order_impl(ctx):
    env = analysistest.begin(ctx)
    layers = analysistest.target_under_test(env)[PyLayersFilesInfo].layers
    origins = [layer.layer.origin for layer in layers]
    asserts.equals(env, ["interpreter"] + ["pypi"] * (len(layers) - 3) + ["links", "app"], origins)
    names = [layer.layer.name for layer in layers if layer.layer.origin == "pypi"]
    asserts.equals(env, sorted(names), names)
    for layer in layers:
        if layer.layer.origin == "pypi":
            asserts.equals(env, layer.layer.label.repo_name, layer.tar.owner.repo_name)
    tars = analysistest.target_under_test(env)[DefaultInfo].files.to_list()
    asserts.equals(env, [layer.tar for layer in layers], tars)
    return analysistest.end(env)

order_test = analysistest.make(_order_impl)

def _image_impl(ctx):
    """The image is written from descriptors: a layer is an input of the copy alone."""
    env = analysistest.begin(ctx)
    reads_layer = {
        action.outputs.to_list()[0].basename: any([
            file.basename.endswith(".tar.zst")
            for file in action.inputs.to_list()
        ])
        for action in _own_actions(env, "PyImage")
    }
    asserts.equals(env, {"actions_image": False, "actions_image.copy": True}, reads_layer)
    runfiles = analysistest.target_under_test(env)[DefaultInfo].default_runfiles.files.to_list()
    asserts.equals(env, 4, len([file for file in runfiles if file.basename.endswith(".tar.zst")]))
    return analysistest.end(env)

image_test = analysistest.make(_image_impl)

def _certificates_impl(ctx):
    """The first layer, whatever else is in the image; made where the bundle is, from it alone."""
    env = analysistest.begin(ctx)
    layers = analysistest.target_under_test(env)[PyLayersFilesInfo].layers
    origins = [layer.layer.origin for layer in layers]
    asserts.equals(env, ["external", "interpreter", "links", "internal", "app"], origins)
    asserts.equals(env, "ca-certificates", layers[0].layer.name)
    asserts.equals(env, ("layering", "mozilla_cacerts"), (layers[0].tar.owner.package, layers[0].tar.owner.name))
    asserts.equals(env, [], _own_actions(env, "PyLayerCertificates"), "made elsewhere")
    return analysistest.end(env)

certificates_test = analysistest.make(_certificates_impl)

def _own_bundle_impl(ctx):
    """A source file is no target that could have the layer."""
    env = analysistest.begin(ctx)
    actions = _own_actions(env, "PyLayerCertificates")
    asserts.equals(env, 1, len(actions))
    names = [file.basename for file in actions[0].inputs.to_list()]
    asserts.true(env, "plan.lock.txt" in names, names)
    return analysistest.end(env)

own_bundle_test = analysistest.make(_own_bundle_impl)

def actions_tests(name):
    """Declares the tests of actions, and a suite of them called `name`.

    Args:
        name: (str) of the suite.
    """
    for case, binary in {
        "actions": "//aspects/tests/subjects:program",
        "order": "//layering/tests/subjects:with_wheels",
    }.items():
        py_layers(
            name = case + "_layers",
            binary = binary,
            testonly = True,
        )
    py_image(
        name = "actions_image",
        layers = ":actions_layers",
        tags = ["manual"],
        testonly = True,
    )
    for case, bundle in {
        "certificates": "//layering:cacerts",
        # No bundle, which no analysis sees.
        "own_bundle": "plan.lock.txt",
    }.items():
        py_layers(
            name = case + "_layers",
            binary = "//aspects/tests/subjects:program",
            cacerts = bundle,
            tags = ["manual"],
            testonly = True,
        )
    certificates_test(name = "certificates", target_under_test = ":certificates_layers")
    own_bundle_test(name = "own_bundle", target_under_test = ":own_bundle_layers")
    own_layers_test(name = "own_layers", target_under_test = ":actions_layers")
    check_test(name = "check_action", target_under_test = ":actions_layers")
    order_test(name = "order", target_under_test = ":order_layers")
    image_test(name = "image_actions", target_under_test = ":actions_image")
    native.test_suite(
        name = name,
        tests = [":certificates", ":check_action", ":image_actions", ":order", ":own_bundle", ":own_layers"],
    )
