"""What the loaded image is called."""

import dataclasses

from layers.errors import ArgumentError
from registry.names import parse_reference


def image_name(repository: str, tag: str, *, home: str) -> str:
    """Returns the whole name of an image.

    Args:
        repository: of the build: "demo-hello", "ghcr.io/team/hello".
        tag: what the user asks for: "v2" in that repository; with `/` or `:` another name: "x:v2".
        home: the registry that an engine means where a name has none.

    Returns:
        "docker.io/library/hello:latest": host, repository and tag.

    Raises:
        LayersError: if the grammar of references does not allow it.
    """
    is_name = "/" in tag or ":" in tag
    text = tag if is_name else f"{repository}:{tag or 'latest'}"
    head, slash, _ = text.partition("/")
    has_host = bool(slash) and ("." in head or ":" in head or head == "localhost")
    reference = parse_reference(text if has_host else f"{home}/{text}")
    if reference.digest:
        raise ArgumentError(
            f"load: expected --tag to be a tag or a name with one, got {tag!r}",
            fix="Leave the digest out: an image that is loaded has its own.",
        )
    return str(dataclasses.replace(reference, tag=reference.version))
