"""Names that OCI and `release_app` allow, checked while BUILD files are read."""

visibility("//layering/...")

_NAME = """\
release_app {name}: expected a name of lower-case letters and digits, separated by one of `.`, `_`, `-`, \
got {name}.
  {character} is not allowed {place}
It becomes an image repository, whose grammar is that of the OCI distribution specification: rename it.
"""

_SEPARATORS = "._-"

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

def check_image_name(name):
    """Fails if a name cannot be an image repository.

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
