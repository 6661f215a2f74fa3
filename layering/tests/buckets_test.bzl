"""What an image over its budget joins, and what it leaves as it is."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")
load("//layering:defs.bzl", "layer_plan", "py_layers")
load("//layering/private:layer_plan.bzl", "DEFAULT_BUCKETS")
load("//layering/private:plan.bzl", "FIXED_LAYERS")
load("//layering/private:py_layers.bzl", "PyLayersFilesInfo")

# The least that the default plan needs.
_BUDGET = FIXED_LAYERS + DEFAULT_BUCKETS

_SPLITTING_PLAN = {str(Label("//layering:plan")): str(Label("//layering/tests:splitting_plan"))}

_PLAN = {str(Label("//layering:plan")): str(Label("//layering/tests:tiny_plan"))}

def _named(action):
    """Inputs but the tool: what members wrote."""
    endings = (".tar.zst", ".descriptor.json", ".listing.jsonl", ".manifest.jsonl", ".py")
    return [
        file
        for file in action.inputs.to_list()
        if file.basename.endswith(endings) and ("/pypi" in file.path or "/tests/" in file.path or "~pypi" in file.path)
    ]

def _bucket_impl(ctx):
    """It reads the members it joins and nothing else; the others are in the image as they are."""
    env = analysistest.begin(ctx)
    actions = [action for action in analysistest.target_actions(env) if action.mnemonic == "PyLayerBucket"]
    asserts.equals(env, 1, len(actions))
    outputs = [file.basename for file in actions[0].outputs.to_list()]
    asserts.equals(env, [
        "bucket_layers.bucket-1.descriptor.json",
        "bucket_layers.bucket-1.listing.jsonl",
        "bucket_layers.bucket-1.tar.zst",
    ], sorted(outputs))
    inputs = _named(actions[0])
    tars = [file for file in inputs if file.basename.endswith(".tar.zst")]
    asserts.equals(env, 2, len(tars), "two members")
    asserts.equals(env, 3 * len(tars), len(inputs), "with descriptor and listing; no wheel's file")
    requests = [word.removeprefix("--bucket=") for word in actions[0].argv if word.startswith("--bucket=")]
    asserts.equals(env, 1, len(requests))
    request = json.decode(requests[0])
    asserts.equals(env, "bucket-1", request["layer"]["name"])
    asserts.equals(env, [tar.path for tar in tars], [member["tar"] for member in request["members"]])
    info = analysistest.target_under_test(env)[PyLayersFilesInfo]
    for tar in tars:
        asserts.true(env, tar in [member.tar for member in info.members])
        asserts.false(env, tar in [layer.tar for layer in info.layers])
    return analysistest.end(env)

bucket_test = analysistest.make(_bucket_impl, config_settings = _PLAN)

def _order_impl(ctx):
    """Own layers of packages, then groups and buckets, then what is the image's own."""
    env = analysistest.begin(ctx)
    layers = analysistest.target_under_test(env)[PyLayersFilesInfo].layers
    asserts.equals(
        env,
        ["python", "uvicorn", "bucket-1", "", ""],
        [layer.layer.name for layer in layers],
    )
    asserts.equals(env, ["pypi"] * 2, [layer.layer.origin for layer in layers[1:3]])
    asserts.equals(env, Label("//layering/tests:tiny_plan"), layers[2].layer.label, "the same for every image")
    return analysistest.end(env)

bucket_order_test = analysistest.make(_order_impl, config_settings = _PLAN)

def _members_impl(ctx):
    """Packages that share a layer have whole members, too, at their own targets."""
    env = analysistest.begin(ctx)
    info = analysistest.target_under_test(env)[PyLayersFilesInfo]
    asserts.equals(env, ["click", "h11", "uvicorn"], [member.layer.name for member in info.members])
    asserts.equals(env, [0, 0, 0], [member.layer.part for member in info.members])
    asserts.equals(env, [], [
        action
        for action in analysistest.target_actions(env)
        if action.mnemonic == "PyLayerMember"
    ])
    return analysistest.end(env)

members_test = analysistest.make(_members_impl, config_settings = _PLAN)

def _shared_impl(ctx):
    """Two images over budget have one member of a package that both have: the same file, so the same action."""
    env = analysistest.begin(ctx)
    target = analysistest.target_under_test(env)
    infos = [target[PyLayersFilesInfo], ctx.attr.other[PyLayersFilesInfo]]
    ours, others = [{member.layer.text: member for member in info.members} for info in infos]
    shared = [text for text in ours if text in others]
    asserts.true(env, len(shared) > 5, "{} packages in both".format(len(shared)))
    for text in shared:
        asserts.equals(env, ours[text].tar, others[text].tar)
    for info in infos:
        asserts.equals(env, _BUDGET - 3, len(info.layers), "no certificates, neither external nor internal code; the rest is used")
        asserts.true(env, any([layer.layer.name.startswith("bucket-") for layer in info.layers]))
    mnemonics = {action.mnemonic: None for action in analysistest.target_actions(env)}
    asserts.true(env, "PyLayerBucket" in mnemonics)
    asserts.false(env, "PyLayerMember" in mnemonics)
    return analysistest.end(env)

shared_test = analysistest.make(_shared_impl, attrs = {"other": attr.label(mandatory = True)})

def _split_impl(ctx):
    """A part is a member of its own, at the wheel's target."""
    env = analysistest.begin(ctx)
    parts = [
        member
        for member in analysistest.target_under_test(env)[PyLayersFilesInfo].members
        if member.layer.part
    ]
    asserts.equals(env, [1, 2, 3], [part.layer.part for part in parts])
    asserts.equals(env, ["pkg.part-{}.tar.zst".format(part) for part in [1, 2, 3]], [part.tar.basename for part in parts])
    for part in parts:
        asserts.equals(env, part.layer.label, part.tar.owner)
        asserts.true(env, len(part.layer.files.to_list()) > 0)
    asserts.equals(env, 3, len({part.manifest: None for part in parts}))
    return analysistest.end(env)

split_test = analysistest.make(_split_impl, config_settings = _SPLITTING_PLAN)

def _refused_impl(ctx):
    env = analysistest.begin(ctx)
    for text in ctx.attr.texts:
        asserts.expect_failure(env, text)
    return analysistest.end(env)

budget_refused_test = analysistest.make(
    _refused_impl,
    attrs = {"texts": attr.string_list(mandatory = True)},
    expect_failure = True,
)

split_refused_test = analysistest.make(
    _refused_impl,
    attrs = {"texts": attr.string_list(mandatory = True)},
    config_settings = _SPLITTING_PLAN,
    expect_failure = True,
)

def _layers(name, budget, binary = "with_wheels"):
    py_layers(
        name = name,
        binary = "//layering/tests/subjects:" + binary,
        budget = budget,
        tags = ["manual"],
        testonly = True,
    )

def buckets_tests(name):
    """Declares the tests of images over their budget, and a suite of them called `name`.

    Args:
        name: (str) of the suite.
    """
    layer_plan(
        name = "tiny_plan",
        buckets = 1,
        heavy = ["uvicorn"],
    )
    _layers("bucket_layers", budget = 8)
    bucket_test(name = "bucket_action", target_under_test = ":bucket_layers")
    bucket_order_test(name = "bucket_order", target_under_test = ":bucket_layers")
    members_test(name = "bucket_members", target_under_test = ":bucket_layers")
    _layers("many_layers", _BUDGET, binary = "with_many_wheels")
    _layers("other_layers", _BUDGET, binary = "with_other_wheels")
    shared_test(
        name = "shared_members",
        other = ":other_layers",
        target_under_test = ":many_layers",
    )
    split_test(name = "split_members", target_under_test = ":sixty_layers")
    py_layers(
        name = "untagged_layers",
        binary = "//layering/tests/subjects:with_untagged",
        tags = ["manual"],
        testonly = True,
    )
    split_refused_test(
        name = "split_untagged",
        target_under_test = ":untagged_layers",
        texts = [
            'expected a wheel with tags for its name and version in `splits`, got "uvicorn" without `pypi_version=`.',
            "Tag the target `pypi_version=<version>`",
        ],
    )
    _layers("too_small_layers", budget = 5)
    budget_refused_test(
        name = "budget_out_of_range",
        target_under_test = ":too_small_layers",
        texts = ["too_small_layers: expected `budget` to be from 7 to 127, got 5."],
    )
    _layers("small_layers", budget = 8)
    budget_refused_test(
        name = "budget_too_small",
        target_under_test = ":small_layers",
        texts = [
            "small_layers: expected `budget` to be at least 9, got 8.",
            "12: buckets of //layering:default_plan",
            "raise `budget`, or lower `buckets` in the layer_plan.",
        ],
    )
    native.test_suite(
        name = name,
        tests = [
            ":bucket_action",
            ":bucket_members",
            ":bucket_order",
            ":budget_out_of_range",
            ":budget_too_small",
            ":shared_members",
            ":split_members",
            ":split_untagged",
        ],
    )
