"""What `release_app` can serve, checked while BUILD files are read."""

visibility("//layering/...")

_NAME = """\
release_app {name}: expected {what} of lower-case letters and digits, separated by `.`, `_`, `__` \
or dashes, got {value}.
  {character} is not allowed {place}
It becomes part of an image repository, whose grammar is that of the OCI distribution specification: rename it.
"""

_LANGUAGE = """\
release_app {name}: expected `language` to be one of {languages}, got {language}.
Leave `language` out, or package the app with the rules of its language.
"""

_SEPARATORS = "._-"

_LANGUAGES = ["python"]

def _problem(name):
    """What an OCI path component forbids first, and where; None if there is nothing."""
    separator = ""
    for index, character in enumerate(name.elems()):
        if character in _SEPARATORS:
            separator += character
            if index + 1 == len(separator):
                return character, "at the start"
            continue
        if not (character.islower() and character.isalpha() or character.isdigit()):
            return character, "in it"
        if separator not in ["", ".", "_", "__"] and separator.strip("-"):
            return separator, "between letters"
        separator = ""
    return (separator, "at the end") if separator else None

def name_problem(name, *, what = "a name", value = None):
    """Returns why a name cannot be part of an image repository.

    Source: https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md#pulling-manifests

    Args:
        name: (str) of the app.
        what: (str) what is checked, for the text.
        value: (str) what is checked; the name where it is None.

    Returns:
        (str) the error text, or "" if it is allowed.
    """
    value = name if value == None else value
    problem = _problem(value) if value else ("the empty name", "here")
    if not problem:
        return ""
    return _NAME.format(
        character = repr(problem[0]),
        name = repr(name),
        place = problem[1],
        value = repr(value),
        what = what,
    )

def app_problem(name, *, language, domain = ""):
    """Returns why `release_app` cannot serve its arguments.

    Args:
        name: (str) of the app.
        language: (str) as given.
        domain: (str) as given; "" for none.

    Returns:
        (str) the error text, or "" if it can.
    """
    if name_problem(name):
        return name_problem(name)
    if domain and name_problem(name, what = "a domain", value = domain):
        return name_problem(name, what = "a domain", value = domain)
    if language not in _LANGUAGES:
        return _LANGUAGE.format(
            language = repr(language),
            languages = ", ".join(_LANGUAGES),
            name = repr(name),
        )
    return ""
