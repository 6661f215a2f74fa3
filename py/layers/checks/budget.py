"""The rule that an image has no more layers than its budget."""

from __future__ import annotations

import collections

from layers.checks.findings import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layers.records import Plan


def check_budget(plan: Plan) -> Finding:
    """Checks how many layers a plan has.

    Args:
        plan: with `budget` 0 where there is none.
    """
    count = len(plan.layers)
    over = plan.budget and count > plan.budget
    by_origin = collections.Counter(layer.layer.origin for layer in plan.layers)
    evidence = ", ".join(f"{origin}: {number}" for origin, number in by_origin.items())
    return Finding(
        rule=f"expected at most {plan.budget} layers, the budget, got {count}",
        problems=((f"{count} layers", evidence),) if over else (),
        fix=f"Raise `budget` of {plan.label}, or let more packages share a layer: `groups` of the "
        "repository's `layer_plan`.",
    )
