"""`layer_policy_test`: that an image has nothing that a team does not allow, as a Bazel test."""

load("//aspects/private:origins.bzl", "ORIGINS", "normalized_name")
load("//py/private:py_tool.bzl", "PyToolInfo", "run_once")
load(":layer.bzl", "label_text")
load(":py_layers.bzl", "PyLayersFilesInfo")
load(":report_files.bzl", "write_report")
load(":settings.bzl", "SCHEMA_VERSION")
load(":verdict_test.bzl", "verdict_test")

visibility("//layering/...")

_NO_RULE = """\
layer_policy_test {label}: expected a rule, got none.
Set one of {rules}, or drop the test.
"""

_UNKNOWN_ORIGIN = """\
layer_policy_test {label}: expected `forbidden_origins` to be of {known}, got {origin}.
Name one of these.
"""

_NEGATIVE = """\
layer_policy_test {label}: expected `max_layers` to be a number of layers above 0, got {value}.
Write a number, such as max_layers = 40, or leave it out.
"""

# Attributes that are rules of a policy; each has nothing to say at its default.
_RULES = [
    "allowed_licenses",
    "allowed_packages",
    "forbidden_licenses",
    "forbidden_origins",
    "forbidden_packages",
    "max_layers",
    "own_code_apart",
]

def _policy(attr):
    """Returns the schema's `LayerPolicy`."""
    if attr.max_layers < 0:
        fail(_NEGATIVE.format(label = attr.test, value = attr.max_layers))
    rules = {rule: getattr(attr, rule) for rule in _RULES if getattr(attr, rule)}
    if not rules:
        fail(_NO_RULE.format(label = attr.test, rules = ", ".join(["`{}`".format(rule) for rule in _RULES])))
    for origin in attr.forbidden_origins:
        if origin not in ORIGINS:
            fail(_UNKNOWN_ORIGIN.format(known = ", ".join(ORIGINS), label = attr.test, origin = repr(origin)))
    return rules | {
        "label": attr.test,
        "known_licenses": {normalized_name(name): text for name, text in attr.known_licenses.items()},
        "schema_version": SCHEMA_VERSION,
    }

def _policy_verdict_impl(ctx):
    policy = ctx.actions.declare_file(ctx.label.name + ".policy.json")
    ctx.actions.write(policy, json.encode(_policy(ctx.attr)) + "\n")
    report = write_report(
        ctx.actions,
        ctx.label.name + ".layers",
        ctx.attr.layers[PyLayersFilesInfo],
        tool = ctx.attr._tool[PyToolInfo],
    )
    verdict = ctx.actions.declare_file(ctx.label.name + ".txt")
    arguments = ctx.actions.args()
    arguments.add("--report", report.json)
    arguments.add("--policy", policy)
    arguments.add("--out", verdict)
    run_once(
        ctx.actions,
        ctx.attr._judge[PyToolInfo],
        arguments = arguments,
        inputs = [report.json, policy],
        outputs = [verdict],
        mnemonic = "PyLayerPolicy",
        progress_message = "Judging the layers of %{label}",
    )
    return [DefaultInfo(files = depset([verdict]), runfiles = ctx.runfiles([verdict]))]

_policy_verdict = rule(
    implementation = _policy_verdict_impl,
    doc = "What is not allowed, as text; empty: nothing.",
    attrs = {
        "allowed_licenses": attr.string_list(),
        "allowed_packages": attr.string_list(),
        "forbidden_licenses": attr.string_list(),
        "forbidden_origins": attr.string_list(),
        "forbidden_packages": attr.string_list(),
        "layers": attr.label(
            doc = "A `py_layers`.",
            mandatory = True,
            providers = [PyLayersFilesInfo],
        ),
        "known_licenses": attr.string_dict(),
        "max_layers": attr.int(),
        "own_code_apart": attr.bool(),
        "test": attr.string(doc = "Label of the test, for errors.", mandatory = True),
        "_judge": attr.label(cfg = "exec", default = "//py:policy_tool", providers = [PyToolInfo]),
        "_tool": attr.label(cfg = "exec", default = "//py:layers_tool", providers = [PyToolInfo]),
    },
)

def layer_policy_test(
        name,
        layers,
        *,
        allowed_packages = [],
        forbidden_packages = [],
        allowed_licenses = [],
        forbidden_licenses = [],
        known_licenses = {},
        forbidden_origins = [],
        own_code_apart = False,
        max_layers = 0,
        **kwargs):
    """Tests what an image is made of.

    ```starlark
    layer_policy_test(
        name = "hello_policy_test",
        forbidden_licenses = ["AGPL-*", "GPL-*"],
        forbidden_packages = ["setuptools", "pydantic<2"],
        layers = ":hello_layers",
        known_licenses = {"annotated-doc": "MIT"},
        own_code_apart = True,
    )
    ```

    A failure names the offender, the chain of dependencies from the binary to it, and the edit. At least one
    rule is set.

    Args:
        name: (str) of the test.
        layers: (str) label of a `py_layers`.
        allowed_packages: (list of str) `"fastapi"`, `"azure-*"` (a glob), `"pydantic>=2,<3"` (versions as of
            PEP 440): no others may be in the image. Empty: all.
        forbidden_packages: (list of str) the same: none of them may be in it, also if it is allowed.
        allowed_licenses: (list of str) globs of identifiers of SPDX, in any case: a package has one of
            these. Of `A OR B` one is enough; of `A AND B`, and of several that metadata name without saying
            which, all have to be. Empty: all.
        forbidden_licenses: (list of str) the same, for licences that no package may have.
        known_licenses: (dict of str to str) by package, what somebody has found its licence to be: instead of what
            its metadata say. With a rule on licences, a package that tells none is an error.
        forbidden_origins: (list of str) of `interpreter`, `pypi`, `links`, `external`, `internal`, `app`.
        own_code_apart: (bool) no layer holds both first-party code and dependencies.
        max_layers: (int) without those of a base; 0: as many as there are.
        **kwargs: common attributes of tests.
    """
    verdict_test(
        name,
        _policy_verdict,
        attrs = {
            "allowed_licenses": allowed_licenses,
            "allowed_packages": allowed_packages,
            "forbidden_licenses": forbidden_licenses,
            "forbidden_origins": forbidden_origins,
            "forbidden_packages": forbidden_packages,
            "layers": layers,
            "known_licenses": known_licenses,
            "max_layers": max_layers,
            "own_code_apart": own_code_apart,
            "test": label_text(native.package_relative_label(name)),
        },
        **kwargs
    )
