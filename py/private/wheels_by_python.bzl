"""A module that knows where the wheels of a compiled library are: one for each Python.

On `sys.path` together, all but one would hide the one that fits. As data they hide nothing, and the
interpreter that runs picks its own: older rules_python does not tell its version at analysis.
"""

visibility(["//py/..."])

_MODULE = """\
\"\"\"Made by {label}: where the wheels of one library are, by the Python they are for.\"\"\"

ROOTS = {roots}
"""

def _runfiles_path(file, workspace):
    """Where a file is below the runfiles directory."""
    short_path = file.short_path
    return short_path[len("../"):] if short_path.startswith("../") else workspace + "/" + short_path

def _root(ctx, wheel):
    """The directory from which a wheel is imported: the one that holds its `*.dist-info`."""
    for file in wheel[DefaultInfo].files.to_list():
        if file.basename == "METADATA" and file.dirname.endswith(".dist-info"):
            return _runfiles_path(file, ctx.workspace_name).rsplit("/", 2)[0]
    fail("{} {}: expected a wheel with a *.dist-info/METADATA, got none.".format(ctx.label, wheel.label))

def _wheels_by_python_impl(ctx):
    roots = {tag: _root(ctx, wheel) for wheel, tag in ctx.attr.wheels.items()}
    module = ctx.actions.declare_file(ctx.attr.module)
    ctx.actions.write(module, _MODULE.format(label = ctx.label, roots = repr(roots)))
    return [DefaultInfo(
        files = depset([module]),
        runfiles = ctx.runfiles([module] + ctx.files.wheels),
    )]

wheels_by_python = rule(
    implementation = _wheels_by_python_impl,
    doc = "A module with `ROOTS`: paths below the runfiles directory by tag, and the wheels beside it.",
    attrs = {
        "module": attr.string(doc = "The file to make.", mandatory = True),
        "wheels": attr.label_keyed_string_dict(
            doc = "Unpacked wheels by the Python they are for: `cp311`.",
            allow_files = True,
        ),
    },
)
