"""`layer_plan`: how the packages of a whole repository share layers where an image is over its budget."""

load(":plan_arguments.bzl", "plan_facts", "plan_problem")
load(":stale_plan_test.bzl", "stale_plan_test")

visibility("//layering/...")

# Without a plan. Packages that are not heavy share these: more are finer, and leave fewer layers for the heavy ones.
DEFAULT_BUCKETS = 12

_COMMON = [
    "deprecation",
    "features",
    "restricted_to",
    "tags",
    "target_compatible_with",
    "testonly",
    "visibility",
]

PyLayerPlanInfo = provider(
    doc = "How packages share layers, looked up by their normalised names; see `plan_facts`.",
    fields = {
        "buckets": "(int) how many the repository has.",
        "group_by_package": "(dict) from str to str: groups by the packages in them.",
        "label": "(Label) the `layer_plan`.",
        "places": "(dict) from str to int: where layers stand in an image; what is missing stands behind, by name.",
        "ranks": "(dict) from str to int: the lower, the longer a package keeps its layer; missing: the last, by name.",
        "splits": "(dict) from str to a sorted list of str: paths below site-packages at which parts begin.",
    },
)

def _layer_plan_impl(ctx):
    attr = ctx.attr
    facts = plan_facts(struct(
        buckets = attr.buckets,
        groups = attr.groups,
        heavy = attr.heavy,
        order = attr.order,
        splits = attr.splits,
        weights = {package: int(weight) for package, weight in attr.weights.items()},
    ))
    return [PyLayerPlanInfo(
        buckets = facts.buckets,
        group_by_package = facts.group_by_package,
        label = ctx.label,
        places = facts.places,
        ranks = facts.ranks,
        splits = facts.splits,
    )]

_layer_plan = rule(
    implementation = _layer_plan_impl,
    doc = "See the macro, which checks the attributes.",
    attrs = {
        "buckets": attr.int(mandatory = True),
        "groups": attr.string_list_dict(),
        "heavy": attr.string_list(),
        "order": attr.string_list(),
        "splits": attr.string_list_dict(),
        # Bytes; a dict of integers is none that rules can have.
        "weights": attr.string_dict(),
    },
    provides = [PyLayerPlanInfo],
)

def layer_plan(
        name,
        *,
        buckets = DEFAULT_BUCKETS,
        groups = {},
        heavy = [],
        order = [],
        splits = {},
        weights = {},
        max_layer_bytes = 0,
        plan = {},
        locks = [],
        **kwargs):
    """Declares how the packages of this repository share layers.

    One for the whole repository, named in .bazelrc: `build --@rules_py_layers//layering:plan=//:plan`.
    `bazel run @rules_py_layers//py:plan` writes its fields as `LAYER_PLAN`, for `plan`; docs/planning.md
    tells what they do.

    Names of packages are normalised: `PyYAML` is `pyyaml`.

    Args:
        name: (str) of the target.
        buckets: (int) how many layers the packages share that have none of their own. Another number
            moves nearly every package once: change it seldom.
        groups: (dict from str to list of str) packages that are one layer, always, by its name.
        heavy: (list of str) packages that keep a layer of their own before all others, the first
            before the second.
        order: (list of str) packages whose layers stand lowest in every image, in this order.
        splits: (dict from str to list of str) paths below site-packages at which another layer of the
            package begins: `{"torch": ["torch/lib/libtorch_cuda.so"]}` makes two.
        weights: (dict from str to int) bytes: behind the heavy packages, the heaviest keeps its layer.
            Packages known to be heavy that have none, or 0, stand before those that have.
        max_layer_bytes: (int) packages above it must have `splits`; 0 for no limit.
        plan: (dict) fields by name, which count before those given by themselves: BUILD files take no
            `**LAYER_PLAN`.
        locks: (list of str) labels of the lock files that the plan was made from: declares
            `<name>_test`, which fails when they have packages without a weight, or no longer have
            one with a weight, and says what to run.
        **kwargs: attributes that every rule has: `visibility`, `tags`, ….

    Fails:
        if a package stands in two places, a number is none, or a field is unknown.
    """
    given = {
        "buckets": buckets,
        "groups": groups,
        "heavy": heavy,
        "max_layer_bytes": max_layer_bytes,
        "order": order,
        "splits": splits,
        "weights": weights,
    }
    strange = {field: value for field, value in plan.items() if field not in given}
    strange |= {argument: value for argument, value in kwargs.items() if argument not in _COMMON}
    fields = struct(**(given | {field: value for field, value in plan.items() if field in given}))
    problem = plan_problem(name, fields, strange)
    if problem:
        fail(problem)
    _layer_plan(
        name = name,
        buckets = fields.buckets,
        groups = fields.groups,
        heavy = fields.heavy,
        order = fields.order,
        splits = fields.splits,
        weights = {package: str(weight) for package, weight in fields.weights.items()},
        **kwargs
    )
    if locks:
        stale_plan_test(
            name = name + "_test",
            locks = locks,
            plan = name,
            weights = fields.weights,
            **{argument: value for argument, value in kwargs.items() if argument not in ["testonly", "visibility"]}
        )
