"""How `release_app` is told to split an image, checked while BUILD files are read."""

visibility("//layering/...")

_SEVERAL = """\
release_app {name}: expected one way to split the image, got {got}.
{ways}
{fix}
"""

_WAYS = """\
  nothing: one layer
  app_layer = ":lib": everything else, then the code of that library
  dep_layers = [{"name": "deps", "targets": [":deps"]}]: one layer an entry, then the rest
  auto_layers = True: one layer per origin and package; with dep_layers, these stand first"""

_WITHOUT_APP_LAYER = "Drop app_layer: with {other}, the app's code has a layer of its own, the last."

_FLAG = """\
release_app {name}: expected `auto_layers` to be True or False, got {got}.
Write auto_layers = True: one layer per origin and package, with no target to maintain.
"""

_LIBRARY = """\
release_app {name}: expected `app_layer` to be the label of one library, got {got}.
Write app_layer = ":app_lib", a py_library of the app's own modules.
"""

_ENTRY = """\
release_app {name}: expected {expected}, got {got}.
  {evidence}
Write dep_layers = [{{"name": "pip_deps", "targets": [":pip_deps_layer"]}}, …], the lowest layer first.
"""

_NAME_CHARACTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-"

# What layers of this project are called without anybody's help.
_RESERVED = ["app", "dependencies", "everything"]

def _named(name):
    """Whether a name may become part of the name of a file."""
    return type(name) == "string" and name and not [c for c in name.elems() if c not in _NAME_CHARACTERS]

def _entry_problem(entry):
    """What is wrong with one entry alone: (expected, got), or None."""
    if type(entry) != "dict" or sorted(entry) != ["name", "targets"]:
        return "an entry of `dep_layers` to be a dict of `name` and `targets`", repr(entry)
    if not _named(entry["name"]) or entry["name"] in _RESERVED:
        expected = "a name of letters, digits, `.`, `_`, `-`, none of {}".format(", ".join(_RESERVED))
        return expected, repr(entry["name"])
    targets = entry["targets"]
    if type(targets) != "list" or not targets or [t for t in targets if type(t) not in ["string", "Label"]]:
        return "`targets` to be a list of at least one label", repr(targets)
    return None

def _repeated(values):
    """The first value that a list has twice, or None."""
    seen = {}
    for value in values:
        if value in seen:
            return value
        seen[value] = None
    return None

def _entries_problem(dep_layers):
    """What is wrong with `dep_layers`: (expected, got, evidence), or None."""
    if type(dep_layers) != "list" or not dep_layers:
        return "`dep_layers` to be a list of at least one entry", repr(dep_layers), "layers in the order of the list"
    for index, entry in enumerate(dep_layers):
        problem = _entry_problem(entry)
        if problem:
            return problem + ("dep_layers[{}]".format(index),)
    name = _repeated([entry["name"] for entry in dep_layers])
    if name:
        return "each name of `dep_layers` once", "{} twice".format(repr(name)), "two layers of one name"
    target = _repeated([str(target) for entry in dep_layers for target in entry["targets"]])
    if target:
        evidence = "a file belongs to the first entry that reaches it"
        return "each target of `dep_layers` once", "{} twice".format(repr(target)), evidence
    return None

def split_problem(name, *, app_layer, dep_layers, auto_layers):
    """Returns why `release_app` cannot split an image as it is told.

    Args:
        name: (str) of the app.
        app_layer: as given; None for none.
        dep_layers: as given; None for none.
        auto_layers: as given.

    Returns:
        (str) the error text, or "" if it can.
    """
    if type(auto_layers) != "bool":
        return _FLAG.format(got = repr(auto_layers), name = repr(name))
    if app_layer != None and type(app_layer) not in ["string", "Label"]:
        return _LIBRARY.format(got = repr(app_layer), name = repr(name))
    if dep_layers != None:
        problem = _entries_problem(dep_layers)
        if problem:
            return _ENTRY.format(evidence = problem[2], expected = problem[0], got = problem[1], name = repr(name))
    others = (["dep_layers"] if dep_layers != None else []) + (["auto_layers = True"] if auto_layers else [])
    if app_layer != None and others:
        return _SEVERAL.format(
            fix = _WITHOUT_APP_LAYER.format(other = others[-1]),
            got = " and ".join(["app_layer"] + others),
            name = repr(name),
            ways = _WAYS,
        )
    return ""

def split_attributes(*, app_layer, dep_layers, auto_layers):
    """Returns the attributes of `py_layers` that split an image so.

    Args:
        app_layer: (str or None) as given.
        dep_layers: (list of dict or None) as given.
        auto_layers: (bool) as given.

    Returns:
        (dict) `split`, and `app_layer`, `dep_layers` and `dep_targets` where there are any.
    """
    if app_layer != None:
        return {"app_layer": app_layer, "split": "two"}
    attributes = {"split": "origin" if auto_layers else "one"}
    if dep_layers != None:
        attributes["dep_layers"] = [entry["name"] for entry in dep_layers]
        attributes["dep_targets"] = {
            target: entry["name"]
            for entry in dep_layers
            for target in entry["targets"]
        }
    return attributes
