"""What `platforms` does to a build, and that without it nothing is done."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")
load("//layering:defs.bzl", "image_sbom", "py_image", "py_image_index", "py_layers")
load("//layering/private:py_image.bzl", "PyImageInfo")
load("//layering/private:py_layers.bzl", "PyLayersFilesInfo")

_PROGRAM = "//layering/tests/subjects:with_wheels"

def _roots(target):
    """The output directories of all layers: one per configuration."""
    tars = [layer.tar for layer in target[PyLayersFilesInfo].layers]
    return {tar.root.path: None for tar in tars}.keys()

def _unset_impl(ctx):
    """Without `platforms`, layers are where they are without this module's transition."""
    env = analysistest.begin(ctx)
    asserts.equals(env, [ctx.bin_dir.path], _roots(analysistest.target_under_test(env)))
    return analysistest.end(env)

unset_test = analysistest.make(_unset_impl)

def _current_impl(ctx):
    """What is built for one of the platforms already stays as it is."""
    env = analysistest.begin(ctx)
    roots = _roots(analysistest.target_under_test(env))
    asserts.equals(env, [ctx.attr.plain[0][DefaultInfo].files.to_list()[0].root.path], roots)
    return analysistest.end(env)

_second_platform = analysis_test_transition(
    settings = {"//command_line_option:platforms": str(Label(":second"))},
)

current_test = analysistest.make(
    _current_impl,
    attrs = {"plain": attr.label(cfg = _second_platform)},
    config_settings = {"//command_line_option:platforms": str(Label(":second"))},
)

def _first_impl(ctx):
    """Anything else is built for the first of the platforms: layers of wheels and of code alike."""
    env = analysistest.begin(ctx)
    roots = _roots(analysistest.target_under_test(env))
    asserts.equals(env, 1, len(roots))
    asserts.true(env, ctx.bin_dir.path not in roots)
    return analysistest.end(env)

first_test = analysistest.make(_first_impl)

def _image_impl(ctx):
    """An image reads the layers that it would have, were they built by themselves."""
    env = analysistest.begin(ctx)
    layout = analysistest.target_under_test(env)[PyImageInfo].layout
    asserts.equals(env, _roots(ctx.attr.layers), [layout.root.path])
    return analysistest.end(env)

image_platform_test = analysistest.make(
    _image_impl,
    attrs = {"layers": attr.label(providers = [PyLayersFilesInfo])},
)

def _index_impl(ctx):
    """The index reads what the writer says of each image, and no layer; the copy reads layers, too."""
    env = analysistest.begin(ctx)
    names = {
        action.outputs.to_list()[0].basename: sorted([
            file.basename
            for file in action.inputs.to_list()
            if file.basename.endswith(".image.json") or ".tar" in file.basename
        ])
        for action in analysistest.target_actions(env)
        if action.mnemonic == "PyImageIndex"
    }
    written = ["platforms_image.image.json"] * ctx.attr.images
    asserts.equals(env, written, names["{}_index".format(ctx.attr.case)])
    copied = names["{}_index.copy".format(ctx.attr.case)]
    asserts.equals(env, written, [name for name in copied if name.endswith(".image.json")])
    asserts.true(env, len(copied) > len(written))
    return analysistest.end(env)

index_actions_test = analysistest.make(
    _index_impl,
    attrs = {
        "case": attr.string(),
        "images": attr.int(),
    },
)

def _sbom_impl(ctx):
    """A bill of materials for each platform, from a report of its own; no layer is read for it."""
    env = analysistest.begin(ctx)
    actions = [action for action in analysistest.target_actions(env) if action.mnemonic == "PyLayerSbom"]
    outputs = [file.basename for action in actions for file in action.outputs.to_list()]
    asserts.equals(env, 2, len(outputs))
    for output in outputs:
        asserts.true(env, output.startswith("two_sbom.linux.") and output.endswith(".cdx.json"), output)
    read = [file.basename for action in actions for file in action.inputs.to_list()]
    asserts.equals(env, 2, len([name for name in read if name.endswith(".layers.json")]))
    asserts.equals(env, [], [name for name in read if ".tar" in name and name.startswith("platforms_layers")])
    return analysistest.end(env)

sbom_test = analysistest.make(_sbom_impl)

def platforms_tests(name):
    """Declares the tests of platforms, and a suite of them called `name`.

    Args:
        name: (str) of the suite.
    """
    platforms = [":first", ":second"]
    for platform in platforms:
        native.platform(name = platform[1:], parents = ["@platforms//host"])
    for case, listed in {"plain": [], "platforms": platforms}.items():
        py_layers(
            name = case + "_layers",
            binary = _PROGRAM,
            platforms = listed,
            tags = ["manual"],
            testonly = True,
        )
    py_image(
        name = "platforms_image",
        layers = ":platforms_layers",
        platforms = platforms,
        tags = ["manual"],
        testonly = True,
    )
    for case, listed in {"one": [], "two": platforms}.items():
        py_image_index(
            name = case + "_index",
            image = ":platforms_image",
            platforms = listed,
            tags = ["manual"],
            testonly = True,
        )
    image_sbom(
        name = "two_sbom",
        layers = ":platforms_layers",
        platforms = platforms,
        tags = ["manual"],
        testonly = True,
    )
    sbom_test(name = "platforms_sbom", target_under_test = ":two_sbom")
    unset_test(name = "platforms_unset", target_under_test = ":plain_layers")
    first_test(name = "platforms_first", target_under_test = ":platforms_layers")
    current_test(
        name = "platforms_current",
        plain = ":plain_layers",
        target_under_test = ":platforms_layers",
    )
    image_platform_test(
        name = "platforms_agree",
        layers = ":platforms_layers",
        target_under_test = ":platforms_image",
    )
    index_actions_test(name = "index_of_one", case = "one", images = 1, target_under_test = ":one_index")
    index_actions_test(name = "index_of_two", case = "two", images = 2, target_under_test = ":two_index")
    native.test_suite(
        name = name,
        tests = [
            ":index_of_one",
            ":index_of_two",
            ":platforms_agree",
            ":platforms_current",
            ":platforms_first",
            ":platforms_sbom",
            ":platforms_unset",
        ],
    )
