"""The rule that a package is in one layer, or in parts that are all there."""

from __future__ import annotations

import collections

from layers.checks.findings import Finding, name_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layers.checks.tree import Tree
    from layers.records import Component


def check_parts(tree: Tree) -> Finding:
    """Checks which parts of packages there are; files in several of them are told by the dests.

    Args:
        tree: all layers.
    """
    parts: dict[Component, set[int]] = collections.defaultdict(set)
    for component in tree.components.values():
        parts[component.replace(part=0)].add(component.part)
    return Finding(
        rule="expected a package whole or all its parts from 1 on, got others",
        problems=tuple(
            (name_of(component), f"parts: {', '.join(str(part) for part in sorted(found))}")
            for component, found in parts.items()
            if found != {0} and found != set(range(1, len(found) + 1))
        ),
        fix="Build all layers with one version of rules_py_layers, and with one `layer_plan`.",
    )
