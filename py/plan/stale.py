"""Whether a plan still fits its lock: both must name the same packages."""

import dataclasses
from collections.abc import Collection, Sequence

from plan.errors import PlanFileError

_SHOWN = 20


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """What the one names and the other does not, sorted."""

    only_locked: Sequence[str]
    only_planned: Sequence[str]


def difference(weights: Collection[str], locked: Collection[str]) -> Difference:
    """Returns which packages plan and lock do not share.

    Args:
        weights: the packages of the plan, normalised.
        locked: the packages of all locks, normalised.
    """
    return Difference(
        only_locked=sorted(set(locked) - set(weights)),
        only_planned=sorted(set(weights) - set(locked)),
    )


def check(plan: str, weights: Collection[str], locked: Collection[str], *, command: str) -> None:
    """Refuses a plan that does not cover its lock.

    Args:
        plan: what to call it.
        weights: the packages of the plan, normalised.
        locked: the packages of all locks, normalised.
        command: that makes the plan anew.

    Raises:
        PlanFileError: if plan and lock name different packages.
    """
    found = difference(weights, locked)
    if not found.only_locked and not found.only_planned:
        return
    raise PlanFileError(
        f"{plan}: expected the packages of its lock, got {len(found.only_locked)} missing and "
        f"{len(found.only_planned)} that went",
        evidence=[
            *(f"missing: {line}" for line in _some(found.only_locked)),
            *(f"went: {line}" for line in _some(found.only_planned)),
        ],
        fix=f"Make the plan anew: {command}",
    )


def _some(names: Sequence[str]) -> list[str]:
    more = [f"and {len(names) - _SHOWN} more"] if len(names) > _SHOWN else []
    return [*names[:_SHOWN], *more]
