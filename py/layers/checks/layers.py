"""All rules on what the layers of an image say of themselves."""

from __future__ import annotations

from layers.checks.budget import check_budget
from layers.checks.dests import Dests, check_dests
from layers.checks.links import check_links
from layers.checks.machines import Machines, check_machines
from layers.checks.parts import check_parts
from layers.checks.runfiles import check_runfiles
from layers.checks.tree import Tree, read_tree
from layers.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.checks.findings import Finding
    from layers.records import Plan, Runfile


class Checked(Record):
    """What is wrong, and what is worth knowing."""

    tree: Tree
    dests: Dests
    machines: Machines
    findings: tuple[Finding, ...]


def check_layers(plan: Plan, runfiles: Sequence[Runfile], *, os: str, architecture: str) -> Checked:
    """Reads listings, and checks them together.

    Args:
        plan: the layers in order.
        runfiles: what they must hold.
        os: of the image.
        architecture: of the image.

    Raises:
        LayersError: if a listing is not one or the architecture not known.
    """
    tree = read_tree(plan.root, plan.layers)
    dests = check_dests(tree, plan.binary)
    machines = check_machines(tree, os, architecture)
    return Checked(
        tree=tree,
        dests=dests,
        machines=machines,
        findings=(
            *dests.findings,
            *check_links(tree, plan.binary),
            *check_runfiles(tree, runfiles, plan.binary),
            machines.finding,
            check_budget(plan),
            check_parts(tree),
        ),
    )
