"""The rule that a link leads to something in the layers, across all of them."""

from __future__ import annotations

from layers.checks.findings import Finding, name_of
from layers.checks.tree import Placed, Resolved, Tree


def check_links(tree: Tree, binary: str) -> tuple[Finding, ...]:
    """Checks where every link leads.

    Args:
        tree: all layers.
        binary: the target whose deps decide.
    """
    problems: dict[str, list[tuple[str, ...]]] = {"missing": [], "outside": [], "loop": []}
    for placed in tree:
        if placed.entry.type == "link":
            resolved = _follow(tree, placed)
            if resolved.problem:
                problems[resolved.problem].append(_problem(placed, resolved))
    return (
        Finding(
            rule="expected links that lead to a dest in some layer, got links that dangle",
            problems=tuple(problems["missing"]),
            fix=f"Add the target that holds the dest to the deps or data of {binary}, or remove "
            "the link.",
        ),
        Finding(
            rule=f"expected links that stay below {'/' + tree.root!r}, got links that leave "
            "the tree",
            problems=tuple(problems["outside"]),
            fix="Make the link relative, to a file that is a runfile too.",
        ),
        Finding(
            rule="expected links that end, got links that lead back to themselves",
            problems=tuple(problems["loop"]),
            fix=f"Remove one of the links from the deps of {binary}.",
        ),
    )


def _follow(tree: Tree, placed: Placed) -> Resolved:
    parent = placed.entry.dest.rpartition("/")[0]
    if not placed.entry.target:
        return Resolved(dest=parent, problem="missing")
    return tree.resolve(parent, placed.entry.target)


def _problem(placed: Placed, resolved: Resolved) -> tuple[str, ...]:
    first = f"{placed.entry.dest} -> {placed.entry.target!r}"
    owner = f"component: {name_of(placed.component)}"
    if resolved.problem == "missing":
        return (first, owner, f"nearest existing: {resolved.dest!r}")
    return (first, owner)
