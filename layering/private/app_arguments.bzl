"""What `release_app` can serve, checked while BUILD files are read."""

load(":image_reference.bzl", "component_problem")

visibility("//layering/...")

_LANGUAGE = """\
release_app {name}: expected `language` to be one of {languages}, got {language}.
Leave `language` out, or package the app with the rules of its language.
"""

_UNKNOWN = """\
release_app {name}: expected parameters of release_app, got {unknown}.
  of the image: {image}
  of every target: {common}
{fix}
"""

_TAGS = """\
release_app {name}: expected `remote_tags` to be a list of tags or the label of a file of them, got {got}.
Write remote_tags = ["latest"], or remote_tags = ":tags", a target with one tag a line.
"""

_KNOWN = """\
release_app {name}: expected `{what}` to be of type {type}, got {got}.
{what} is known without a build, so that it cannot be a select().
"""

_LANGUAGES = ["python"]

# Types of what is written down as it is, or decides about transitions.
_TYPES = {
    "budget": "int",
    "description": "string",
    "domain": "string",
    "mount_from": "list",
    "platforms": "list",
}

# Parameters of the image, with the attributes of `py_image` that they become.
IMAGE_ATTRIBUTES = {
    "annotations": "annotations",
    "args": "cmd",
    "entrypoint": "entrypoint",
    "env": "env",
    "labels": "labels",
    "ports": "ports",
    "user": "user",
    "workdir": "workdir",
}

# What goes to every target. https://bazel.build/reference/be/common-definitions#common-attributes
_COMMON_ATTRIBUTES = [
    "compatible_with",
    "deprecation",
    "exec_properties",
    "features",
    "package_metadata",
    "restricted_to",
    "tags",
    "target_compatible_with",
    "testonly",
    "visibility",
]

# What other macros call these.
_OTHER_NAMES = {
    "cmd": "args",
    "command": "args",
    "environment": "env",
    "exposed_ports": "ports",
    "image_name": "repository",
    "port": "ports",
    "tag": "remote_tags",
}

def _unknown_problem(name, others):
    unknown = [one for one in sorted(others) if one not in IMAGE_ATTRIBUTES and one not in _COMMON_ATTRIBUTES]
    if not unknown:
        return ""
    meant = ["`{}` for `{}`".format(_OTHER_NAMES[one], one) for one in unknown if one in _OTHER_NAMES]
    return _UNKNOWN.format(
        common = ", ".join(_COMMON_ATTRIBUTES),
        fix = "Write {}.".format(", ".join(meant)) if meant else "docs/release_app.md has them all.",
        image = ", ".join(sorted(IMAGE_ATTRIBUTES)),
        name = repr(name),
        unknown = ", ".join(["`{}`".format(one) for one in unknown]),
    )

def _is_label(value):
    return type(value) == "Label" or type(value) == "string" and (":" in value or "/" in value)

def _settings_problem(name, settings):
    for what, expected in _TYPES.items():
        if type(settings[what]) != expected:
            return _KNOWN.format(got = repr(settings[what]), name = repr(name), type = expected, what = what)
    return component_problem(name, settings["domain"], what = "a domain") if settings["domain"] else ""

def app_problem(name, *, settings, language, others, remote_tags):
    """Returns why `release_app` cannot serve its arguments.

    Args:
        name: (str) of the app.
        settings: (dict) `budget`, `description`, `domain`, `mount_from` and `platforms` as given.
        language: (str) as given.
        others: (dict) the arguments that the macro does not name.
        remote_tags: (list of str or label) as given.

    Returns:
        (str) the error text, or "" if it can.
    """
    problem = component_problem(name, name, what = "a name") or _settings_problem(name, settings)
    if problem:
        return problem
    if language not in _LANGUAGES:
        return _LANGUAGE.format(
            language = repr(language),
            languages = ", ".join(_LANGUAGES),
            name = repr(name),
        )
    if type(remote_tags) != "list" and not _is_label(remote_tags):
        return _TAGS.format(got = repr(remote_tags), name = repr(name))
    return _unknown_problem(name, others)
