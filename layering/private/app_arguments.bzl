"""What `release_app` can serve, checked while BUILD files are read."""

visibility("//layering/...")

_NAME = """\
release_app {name}: expected a name of lower-case letters and digits, separated by one of `.`, `_`, `-`, \
got {name}.
  {character} is not allowed {place}
It becomes an image repository, whose grammar is that of the OCI distribution specification: rename it.
"""

_LANGUAGE = """\
release_app {name}: expected `language` to be one of {languages}, got {language}.
Leave `language` out, or package the app with the rules of its language.
"""

_SPLIT = """\
release_app {name}: expected `auto_layers = True`, got {got}.
Write auto_layers = True: one layer per origin and package, with no target to maintain.
"""

_SEPARATORS = "._-"

_LANGUAGES = ["python"]

_OTHER_SPLITS = ["app_layer", "dep_layers"]

def _problem(name):
    """The first character an OCI path component forbids, and where; None if there is none."""
    previous = "-"
    for character in name.elems():
        if character in _SEPARATORS:
            if previous in _SEPARATORS:
                return character, "at the start or after another separator"
        elif not (character.islower() and character.isalpha() or character.isdigit()):
            return character, "in it"
        previous = character
    return (previous, "at the end") if previous in _SEPARATORS else None

def name_problem(name):
    """Returns why a name cannot be an image repository.

    Source: https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md#pulling-manifests

    Args:
        name: (str) of the app.

    Returns:
        (str) the error text, or "" if the name is allowed.
    """
    problem = _problem(name) if name else ("the empty name", "here")
    if not problem:
        return ""
    return _NAME.format(character = repr(problem[0]), name = repr(name), place = problem[1])

def app_problem(name, *, language, auto_layers, others):
    """Returns why `release_app` cannot serve its arguments.

    Args:
        name: (str) of the app.
        language: (str) as given.
        auto_layers: (bool) as given.
        others: (dict) the arguments that the macro does not name.

    Returns:
        (str) the error text, or "" if it can.
    """
    if name_problem(name):
        return name_problem(name)
    if language not in _LANGUAGES:
        return _LANGUAGE.format(
            language = repr(language),
            languages = ", ".join(_LANGUAGES),
            name = repr(name),
        )
    got = ["{} = {}".format(split, repr(others[split])) for split in _OTHER_SPLITS if split in others]
    if not auto_layers:
        got.append("auto_layers = {}".format(auto_layers))
    elif not got:
        return ""
    return _SPLIT.format(got = ", ".join(got), name = repr(name))
