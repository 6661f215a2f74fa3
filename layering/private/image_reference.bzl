"""What an image is called: `registry/organization/repository`, held to the grammar of references.

Source: https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md#pulling-manifests
"""

visibility("//layering/...")

_COMPONENT = """\
release_app {name}: expected {what} of lower-case letters and digits, separated by `.`, `_`, `__` \
or dashes, got {value}.
  {character} is not allowed {place}
It becomes part of an image repository, whose grammar is that of the OCI distribution specification: rename it.
"""

_REGISTRY = """\
release_app {name}: expected `registry` to be a host, with a port where it needs one, got {value}.
  {why}
Write registry = "ghcr.io" or registry = "localhost:5000".
"""

_LENGTH = """\
release_app {name}: expected an image repository of at most {most} characters, got {count}.
  {value}
Shorten `registry`, `organization` or `repository`: longer names are refused by clients.
"""

_TEXT = """\
release_app {name}: expected `{what}` to be a string, got {value}.
{what} is known without a build, so that it cannot be a select().
"""

_SEPARATORS = "._-"

_HOST_CHARACTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"

# Of registry, organization and repository together: the same page.
_MOST_CHARACTERS = 255

def _component_problem(name):
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

def component_problem(name, value, *, what, is_path = False):
    """Returns why a text cannot be part of an image repository.

    Args:
        name: (str) of the app.
        value: (str) the text.
        what: (str) what is checked: "a name".
        is_path: (bool) whether it may be several components, with `/` between.

    Returns:
        (str) the error text, or "" if it can.
    """
    for part in value.split("/") if is_path else [value]:
        problem = _component_problem(part) if part else ("the empty name", "here")
        if problem:
            return _COMPONENT.format(
                character = repr(problem[0]),
                name = repr(name),
                place = problem[1],
                value = repr(value),
                what = what,
            )
    return ""

def _host_problem(host):
    """Why a host is none; "" if it is one."""
    if host.startswith("[") and host.endswith("]"):
        return "" if ":" in host else "no IPv6 address"
    for label in host.split("."):
        if not label or label.startswith("-") or label.endswith("-"):
            return "{} is no part of the name of a host".format(repr(label))
        for character in label.elems():
            if character not in _HOST_CHARACTERS:
                return "{} is not allowed in it".format(repr(character))
    return ""

def _registry_why(registry):
    """Why a registry is none; "" if it is one."""
    if "://" in registry:
        return "The protocol does not belong to it."
    if "/" in registry:
        return "What follows the host is `organization` or `repository`: {}".format(repr(registry.partition("/")[2]))
    host, port = registry, None
    if ":" in registry and not registry.endswith("]"):
        host, _, port = registry.rpartition(":")
    if port != None and not port.isdigit():
        return "{} is no port".format(repr(port))
    why = _host_problem(host)
    if not why and port == None and host != "localhost" and "." not in host and not host.startswith("["):
        return "Clients take a word without a dot or a port for an organization of Docker Hub."
    return why

def image_repository(*, registry, organization, repository):
    """Returns what an image is called, without its tag.

    Args:
        registry: (str) host and port; "" for none.
        organization: (str) one or more components; "" for none.
        repository: (str) one or more components.

    Returns:
        (str) `ghcr.io/team/demo-hello`.
    """
    return "/".join([part for part in [registry, organization, repository] if part])

def reference_problem(name, *, registry, organization, repository):
    """Returns why an image cannot be called so.

    Args:
        name: (str) of the app.
        registry: (str) as given; "" for none.
        organization: (str) as given; "" for none.
        repository: (str) as given, or what stands for it.

    Returns:
        (str) the error text, or "" if it can.
    """
    given = {"organization": organization, "registry": registry, "repository": repository}
    for what, value in given.items():
        if type(value) != "string":
            return _TEXT.format(name = repr(name), value = repr(value), what = what)
    paths = {"a repository": repository} | ({"an organization": organization} if organization else {})
    for what, value in paths.items():
        text = component_problem(name, value, is_path = True, what = what)
        if text:
            return text
    why = _registry_why(registry) if registry else ""
    if why:
        return _REGISTRY.format(name = repr(name), value = repr(registry), why = why)
    whole = image_repository(**given)
    if len(whole) > _MOST_CHARACTERS:
        return _LENGTH.format(count = len(whole), most = _MOST_CHARACTERS, name = repr(name), value = whole)
    return ""
