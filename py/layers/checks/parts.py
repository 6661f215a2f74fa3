"""The rule that a package is whole or in parts.

Whether all parts are there, the runfiles tell: a part without files is none.
"""

from __future__ import annotations

import collections

from layers.checks.findings import Finding, name_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layers.checks.tree import Tree
    from layers.records import Component


def check_parts(tree: Tree) -> Finding:
    """Checks how packages are split; files in several parts are told by the dests.

    Args:
        tree: all layers.
    """
    parts: dict[Component, set[int]] = collections.defaultdict(set)
    for component in tree.components.values():
        parts[component.replace(part=0)].add(component.part)
    return Finding(
        rule="expected packages that are whole or in parts, got both",
        problems=tuple(
            (name_of(component), f"parts: {', '.join(str(part) for part in sorted(found))}")
            for component, found in parts.items()
            if 0 in found and len(found) > 1
        ),
        fix="Build all layers with one version of rules_py_layers, and with one `layer_plan`.",
    )
