"""The public names of rules_oci 2.3, with their attributes: each target writes what it was given, as JSON.

Source: https://github.com/bazel-contrib/rules_oci/tree/v2.3.0/docs
"""

load("@bazel_skylib//rules:write_file.bzl", "write_file")

_TARS = [".tar", ".tar.gz", ".tar.zst", ".tgz", ".tzst"]

# What rules_oci's macros hand on to the files that they write.
_COMMON = ["tags", "testonly", "visibility"]

def _said(value):
    return str(value.label) if type(value) == "Target" else value

def _plain(value):
    """A value of an attribute as JSON can say it: targets by their labels."""
    return [_said(each) for each in value] if type(value) == "list" else _said(value)

def _rule(attributes, *, executable = False):
    """A rule that writes what it was given, and runs nothing."""

    def implementation(ctx):
        given = {name: _plain(getattr(ctx.attr, name)) for name in attributes}
        file = ctx.actions.declare_file(ctx.label.name + ".json")
        ctx.actions.write(file, json.encode_indent({k: v for k, v in given.items() if v}) + "\n")
        return [DefaultInfo(executable = file if executable else None, files = depset([file]))]

    return rule(implementation = implementation, attrs = attributes, executable = executable)

_FILE = attr.label(allow_single_file = True)

oci_image_rule = _rule({
    "annotations": _FILE,
    "architecture": attr.string(),
    "base": _FILE,
    "cmd": _FILE,
    "created": _FILE,
    "entrypoint": _FILE,
    "env": _FILE,
    "exposed_ports": _FILE,
    "labels": _FILE,
    "os": attr.string(),
    "resource_set": attr.string(default = "default"),
    "tars": attr.label_list(allow_files = _TARS),
    "user": attr.string(),
    "variant": attr.string(),
    "volumes": _FILE,
    "workdir": attr.string(),
})

oci_image_index = _rule({
    "images": attr.label_list(mandatory = True),
    "platforms": attr.label_list(providers = [platform_common.PlatformInfo]),
})

_oci_load = _rule(
    {
        "format": attr.string(
            default = "docker",
            values = ["docker", "oci"],
        ),
        "image": attr.label(
            allow_single_file = True,
            mandatory = True,
        ),
        "loader": attr.label(
            allow_files = True,
            cfg = "target",
            executable = True,
        ),
        "repo_tags": attr.label(
            allow_single_file = [".txt"],
            mandatory = True,
        ),
    },
    executable = True,
)

oci_push_rule = _rule(
    {
        "image": attr.label(
            allow_single_file = True,
            mandatory = True,
        ),
        "remote_tags": _FILE,
        "repository": attr.string(),
        "repository_file": _FILE,
    },
    executable = True,
)

def _as_file(name, attribute, value, common):
    """What rules_oci's macros do with a list or a dictionary: a file of its lines."""
    if type(value) not in ["dict", "list"]:
        return value
    lines = value if type(value) == "list" else ["{}={}".format(*item) for item in value.items()]
    written = "_{}_write_{}".format(name, attribute)
    write_file(
        name = written,
        out = "_{}.{}.txt".format(name, attribute),
        content = lines + [""],
        **common
    )
    return written

def _with_files(name, attributes, kwargs):
    common = {key: kwargs[key] for key in _COMMON if key in kwargs}
    return kwargs | {
        attribute: _as_file(name, attribute, kwargs[attribute], common)
        for attribute in attributes
        if kwargs.get(attribute) != None
    }

def oci_image(name, **kwargs):
    """Takes lists and dictionaries where the rule takes files."""
    files = ["annotations", "cmd", "entrypoint", "env", "exposed_ports", "labels", "volumes"]
    oci_image_rule(name = name, **_with_files(name, files, kwargs))

def oci_load(name, **kwargs):
    """Takes a list where the rule takes a file."""
    _oci_load(name = name, **_with_files(name, ["repo_tags"], kwargs))

def oci_push(name, **kwargs):
    """Takes a list where the rule takes a file."""
    oci_push_rule(name = name, **_with_files(name, ["remote_tags"], kwargs))
