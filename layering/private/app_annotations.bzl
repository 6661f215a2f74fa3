"""What an image says of itself, unless its user says something else.

Source: https://github.com/opencontainers/image-spec/blob/v1.1.0/annotations.md
"""

visibility("//layering/...")

_PREFIX = "org.opencontainers.image."

# Where a build that stamps finds them; what the workspace status lacks, the image does not say.
_STAMPED = {
    "created": "{CREATED}",
    "revision": "{STABLE_GIT_COMMIT?}",
    "source": "{STABLE_GIT_URL?}",
    "version": "{STABLE_VERSION?}",
}

def app_annotations(name, *, description, given):
    """Returns the annotations of an app's image, or its labels: clients read one or the other.

    Args:
        name: (str) of the app.
        description: (str) as given; "" for none.
        given: (dict) the user's own, which win.

    Returns:
        (dict) texts, which may hold placeholders, by their keys.
    """
    known = _STAMPED | {"title": name} | ({"description": description} if description else {})
    return {_PREFIX + key: value for key, value in known.items()} | given
