"""Decides the origin of a target from facts: tags, import roots, repositories. Never from paths.

Canonical repository names are compared, never taken apart: they change between Bazel versions.
Source: https://bazel.build/external/overview#canonical-repo-name
"""

visibility(["//aspects/...", "//layering/..."])

ORIGINS = ["interpreter", "pypi", "links", "external", "internal", "app"]

_NAME_TAG = "pypi_name="
_VERSION_TAG = "pypi_version="
_IMPORT_ROOT = "site-packages"

def normalized_name(name):
    """Returns a PyPI name in the one form that compares equal.

    Source: https://peps.python.org/pep-0503/#normalized-names

    Args:
        name: (str) as its author or a tag writes it.

    Returns:
        (str) lower case, runs of `-`, `_` and `.` as one `-`.
    """
    parts = name.lower().replace("_", "-").replace(".", "-").split("-")
    return "-".join([part for part in parts if part])

def _tag_value(tags, prefix):
    values = [tag[len(prefix):] for tag in tags if tag.startswith(prefix)]
    return values[0] if values else ""

def _is_wheel_root(import_root):
    return import_root.split("/")[-1] == _IMPORT_ROOT

def _below_repository(label, import_root):
    """An entry of `imports`, which is relative to the package, as a path in the repository."""
    return "/".join([part for part in [label.package, import_root] if part])

def origin_of(label, facts):
    """Returns the origin of a target's own files, and what decided it.

    A wheel is a target with an import root called site-packages: that of another repository, or one
    with the tags of a wheel. A tag alone makes none, for what is to be merged into a venv is not known.

    Args:
        label: (Label) the target.
        facts: (struct) what the aspect saw: `tags` and `imports` (lists of str), `binary` (Label
            or None: the program the image is for; None where it is not known yet).

    Returns:
        (struct) with `origin`, `name`, `version`, `fact` and `import_root` (str: a wheel's, below its
        repository). Without a binary, the files of a
        repository that is not the main one are `external`, all others `internal`.
    """
    roots = [_below_repository(label, root) for root in facts.imports if _is_wheel_root(root)]
    name = _tag_value(facts.tags, _NAME_TAG)
    if name and roots:
        return struct(
            origin = "pypi",
            name = normalized_name(name),
            version = _tag_value(facts.tags, _VERSION_TAG),
            fact = "tag " + _NAME_TAG + name,
            import_root = roots[0],
        )
    home = facts.binary.repo_name if facts.binary else ""
    if label.repo_name != home and label.repo_name != "":
        if roots:
            fact = "import root {} in another repository".format(roots[0])
            return _decided("pypi", fact, roots[0])
        return _decided("external", "a target of another repository, without a wheel's tags or import root")
    if facts.binary and label.package == facts.binary.package and label.repo_name == home:
        return _decided("app", "in the package of the binary, //" + label.package)
    return _decided("internal", "in this repository, outside the package of the binary")

def _decided(origin, fact, import_root = ""):
    return struct(origin = origin, name = "", version = "", fact = fact, import_root = import_root)
