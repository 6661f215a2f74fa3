"""Which images are meant: patterns of Bazel, a `py_layers`, or an app of `release_app`."""

from collections.abc import Sequence

from plan.bazel import Bazel
from plan.errors import ArgumentError

_WILDCARDS = ("...", ":all", ":*", ":all-targets")


def find_images(bazel: Bazel, patterns: Sequence[str]) -> list[str]:
    """Returns the `py_layers` that patterns mean.

    Args:
        bazel: of the workspace.
        patterns: targets of the workspace. A wildcard leaves out what is tagged `manual`, as a
        build
            does; any other means itself, what it is made of (a `py_image`), or its `<name>_layers`
            (an app of `release_app`, its binary).

    Returns:
        Labels, sorted; at least one.

    Raises:
        ArgumentError: if one of them means no image.
        BazelError: if there is no such target.
    """
    found: set[str] = set()
    for pattern in patterns:
        images = _below(bazel, pattern) if pattern.endswith(_WILDCARDS) else _of(bazel, pattern)
        if not images:
            raise ArgumentError(
                f"--from {pattern}: expected images, of `py_layers` or `release_app`, got none",
                fix="Ask what there is: bazel query 'kind(\"py_layers rule\", //...)'",
            )
        found.update(images)
    return sorted(found)


def _below(bazel: Bazel, pattern: str) -> list[str]:
    kind = f'kind("py_layers rule", {pattern})'
    return bazel.query(f'{kind} except attr("tags", "[\\[ ]manual[,\\]]", {kind})')


def _of(bazel: Bazel, target: str) -> list[str]:
    own = bazel.query(f'kind("py_layers rule", deps({target}, 1))')
    if own:
        return own
    names = {f"{label}_layers" for label in bazel.query(target)}
    beside = bazel.query(f'kind("py_layers rule", siblings({target}))')
    return [label for label in beside if label in names]
