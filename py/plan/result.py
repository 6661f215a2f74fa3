"""What the command prints: the plan in one line, what updates cost, and what is to be known."""

import dataclasses
import json
import sys
from collections.abc import Sequence

from layers.human_size import human_size

from plan.layer_plan import LayerPlan
from plan.measuring import Image
from plan.savings import Savings
from plan.tables import print_table


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """A plan and what it is worth."""

    plan: LayerPlan
    images: Sequence[Image]
    savings: Savings
    notes: Sequence[str]
    """Sentences without a full stop."""


def print_result(result: Result, out: str, *, as_json: bool) -> None:
    """Prints a result.

    Args:
        result: what was made.
        out: the file that it was written to.
        as_json: one object: `out`, `plan`, `images`, `updates`, `costs`, `moved_bytes`, `notes`.
    """
    saved = result.savings
    if as_json:
        value = {
            "out": out,
            "plan": dataclasses.asdict(result.plan),
            "images": [dataclasses.asdict(image) for image in result.images],
            "updates": saved.updates,
            "costs": [dataclasses.asdict(cost) for cost in saved.costs],
            "moved_bytes": saved.moved,
            "notes": list(result.notes),
        }
        sys.stdout.write(json.dumps(value, indent=2) + "\n")
        return
    if saved.updates:
        title = f"Pulled per update of the lock, {saved.updates} updates replayed"
    else:
        title = "Pulled per update of the lock, if all packages change as often"
    rows = [
        (
            cost.strategy,
            human_size(round(cost.bytes_per_update)),
            "-" if cost.ratio is None else f"{cost.ratio:.2f}",
        )
        for cost in saved.costs
    ]
    columns = ("layers", "bytes", "one per package = 1")
    print_table(title, columns, rows, [*_notes(result), f"wrote {out}"])


def _notes(result: Result) -> list[str]:
    plan, saved = result.plan, result.savings
    grouped = sum(map(len, plan.groups.values()))
    weighed = sum(weight > 0 for weight in plan.weights.values())
    notes = [
        f"{_counted(weighed, 'package')} in {_counted(len(result.images), 'image')}: "
        f"{grouped} in {_counted(len(plan.groups), 'group')}, "
        f"{len(plan.splits)} split, {weighed - grouped - len(plan.splits)} alone"
    ]
    if saved.updates:
        notes.append("the new plan was made from these updates: those to come may cost more")
    notes.append(f"moving to the new plan pulls {human_size(saved.moved)} once")
    return [*notes, *result.notes]


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' * (count != 1)}"
