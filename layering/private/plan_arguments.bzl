"""What a `layer_plan` refuses, and what the rules read of one that it takes."""

load("//aspects/private:origins.bzl", "normalized_name")
load(":heavy_packages.bzl", "HEAVY_PACKAGES")

visibility("//layering/...")

_PROBLEM = """\
layer_plan {name}: expected {expected}, got {got}.
  {evidence}
{fix}
"""

_NUMBERS = {"buckets": 1, "max_layer_bytes": 0}

_LISTS = ["heavy", "order"]

_LISTS_BY_NAME = ["groups", "splits"]

_FIELDS = sorted(_LISTS + _LISTS_BY_NAME + _NUMBERS.keys() + ["weights"])

_GROUP_CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789-_."

_ONCE = "Leave it in one place: a package has one layer, and one place in the order."

_WRITE = "bazel run @rules_py_layers//py:plan -- --from //<package>:<image> writes the plan anew."

def _problem(expected, got, evidence, fix):
    return [struct(evidence = evidence, expected = expected, fix = fix, got = got)]

def _number_problems(field, value, least):
    if type(value) == "int" and value >= least:
        return []
    expected = "{} to be a number of at least {}".format(field, least)
    return _problem(expected, repr(value), "field " + field.strip("`"), _WRITE)

def _list_problems(where, value):
    if type(value) == "list" and not [name for name in value if type(name) != "string"]:
        return []
    return _problem("`{}` to be a list of texts".format(where), repr(value), "field " + where, _WRITE)

def _type_problems(fields):
    found = []
    for field, least in _NUMBERS.items():
        found += _number_problems("`{}`".format(field), getattr(fields, field), least)
    for field in _LISTS:
        found += _list_problems(field, getattr(fields, field))
    for field in _LISTS_BY_NAME + ["weights"]:
        value = getattr(fields, field)
        if type(value) != "dict":
            found += _problem("`{}` to be a dict".format(field), repr(value), "field " + field, _WRITE)
        elif field != "weights":
            for name, names in value.items():
                found += _list_problems("{}[{}]".format(field, repr(name)), names)
    return found

def _twice(named):
    """The packages that several places name: of pairs of a name and where it stands."""
    places = {}
    for package, place in named:
        places.setdefault(normalized_name(package), []).append("{} {}".format(place, repr(package)))
    found = []
    for package, where in places.items():
        if len(where) > 1:
            expected = "a package once"
            found += _problem(expected, "{} {} times".format(repr(package), len(where)), ", ".join(where), _ONCE)
    return found

def _twice_problems(fields):
    grouped = [
        (package, "groups[{}]".format(repr(group)))
        for group, packages in fields.groups.items()
        for package in packages
    ]
    heavy = [(package, "heavy") for package in fields.heavy]
    split = [(package, "splits") for package in fields.splits]
    in_groups = {normalized_name(package): None for package, _ in grouped}
    return (
        _twice(grouped + heavy + [pair for pair in split if normalized_name(pair[0]) in in_groups]) +
        _twice([(package, "order") for package in fields.order]) +
        _twice([(package, "weights") for package in fields.weights]) +
        _twice(split)
    )

def _group_problems(groups):
    found = []
    for group, packages in groups.items():
        strange = [character for character in group.elems() if character not in _GROUP_CHARACTERS]
        if strange or not group:
            fix = "Rename it: it becomes part of the name of a file."
            expected = "the name of a group to be of lower-case letters, digits, `.`, `_`, `-`"
            found += _problem(expected, repr(group), "field groups", fix)
        if not packages:
            found += _problem("a group of packages", "none", "groups[{}]".format(repr(group)), "Drop the group.")
    return found

def _boundary_problems(splits):
    found = []
    for package, boundaries in splits.items():
        for boundary in boundaries:
            if boundary.startswith("/") or ".." in boundary.split("/") or not boundary:
                expected = "a boundary to be a path below site-packages"
                found += _problem(expected, repr(boundary), "splits[{}]".format(repr(package)), _WRITE)
        if len({boundary: None for boundary in boundaries}) < len(boundaries) or not boundaries:
            expected = "boundaries, each once"
            found += _problem(expected, repr(boundaries), "splits[{}]".format(repr(package)), _WRITE)
    return found

def _weight_problems(fields):
    found = []
    split = {normalized_name(package): None for package in fields.splits}
    for package, weight in fields.weights.items():
        wrong = _number_problems("weights[{}]".format(repr(package)), weight, 0)
        found += wrong
        if not wrong and fields.max_layer_bytes and weight > fields.max_layer_bytes and normalized_name(package) not in split:
            expected = "no layer above {} bytes".format(fields.max_layer_bytes)
            got = "{} of {} bytes and no `splits` for it".format(repr(package), weight)
            found += _problem(expected, got, "max_layer_bytes = {}".format(fields.max_layer_bytes), _WRITE)
    return found

def plan_problem(name, fields, others):
    """Returns why a plan cannot be served, all reasons at once.

    Args:
        name: (str) of the `layer_plan`.
        fields: (struct) the fields of a plan, as given.
        others: (dict) arguments that are neither fields nor common to all rules.

    Returns:
        (str) the error text, or "" if it can.
    """
    found = []
    for field in others:
        expected = "one of the fields " + ", ".join(_FIELDS)
        found += _problem(expected, repr(field), "{} = {}".format(field, repr(others[field])), _WRITE)
    found += _type_problems(fields)
    if not found:
        found = _group_problems(fields.groups) + _boundary_problems(fields.splits)
        found += _twice_problems(fields) + _weight_problems(fields)
    return "".join([
        _PROBLEM.format(
            evidence = problem.evidence,
            expected = problem.expected,
            fix = problem.fix,
            got = problem.got,
            name = repr(name),
        )
        for problem in found
    ])

def _numbered(*lists):
    """The place of each name in lists that follow each other; the first one counts."""
    numbers = {}
    for names in lists:
        for name in names:
            numbers.setdefault(normalized_name(name), len(numbers))
    return numbers

def plan_facts(fields):
    """Returns what layers are planned by, looked up by the normalised names of packages.

    Args:
        fields: (struct) the fields of a plan, in which `plan_problem` finds none.

    Returns:
        (struct) `buckets` (int), `group_by_package` (dict from str to str), `places` (dict from str
        to int: in the order of an image), `ranks` (dict from str to int: lower keeps its layer
        longer) and `splits` (dict from str to a sorted list of boundaries).
    """
    by_weight = sorted(fields.weights, key = lambda package: (-fields.weights[package], package))
    weighed = {normalized_name(package): None for package, weight in fields.weights.items() if weight}
    return struct(
        buckets = fields.buckets,
        group_by_package = {
            normalized_name(package): group
            for group, packages in fields.groups.items()
            for package in packages
        },
        places = _numbered(fields.order, fields.heavy or HEAVY_PACKAGES),
        # What is heavy everywhere and came after the plan was made is no package for a bucket.
        ranks = _numbered(fields.heavy, [name for name in HEAVY_PACKAGES if name not in weighed], by_weight),
        splits = {normalized_name(package): sorted(paths) for package, paths in fields.splits.items()},
    )
