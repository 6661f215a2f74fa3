"""`layers check`: that the layers of an image are together what the image must hold."""

from __future__ import annotations

import json
from pathlib import Path

from layers.arguments import Command, Option, parse
from layers.checks.findings import name_of, raise_findings
from layers.checks.layers import check_layers
from layers.outputs import whole_files
from layers.plans import read_record, read_runfiles
from layers.records import SCHEMA_VERSION, Plan, Runfile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from layers.checks.dests import Dests
    from layers.checks.machines import Machines
    from layers.checks.tree import Tree

_COMMAND = Command(
    name="check",
    summary="checks that layers are complete, disjoint, linked and for the right machine",
    options=(
        Option(name="--plan", meaning="JSON: Plan, the layers in order"),
        Option(name="--runfiles", meaning="JSON lines: Runfile, what the layers must hold"),
        Option(name="--platform-os", meaning="such as linux"),
        Option(name="--platform-architecture", meaning="such as amd64"),
        Option(name="--out", meaning="JSON to write if nothing is wrong: counts and notes"),
    ),
)


def run(argv: Sequence[str]) -> None:
    """Checks the layers, and writes what is worth knowing about layers that pass.

    Args:
        argv: the arguments of the command.

    Raises:
        LayersError: if the layers break a rule; tells all that do, once.
    """
    options = parse(_COMMAND, argv)
    plan = read_record(Plan, options["plan"])
    runfiles = read_runfiles(options["runfiles"])
    checked = check_layers(
        plan,
        runfiles,
        os=options["platform-os"],
        architecture=options["platform-architecture"],
    )
    raise_findings(plan.label, checked.findings)
    with whole_files(options["out"]) as (part,):
        found = _summary(plan, checked.tree, runfiles) | _notes(checked.dests, checked.machines)
        text = json.dumps(found, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        Path(part).write_text(text + "\n", encoding="utf-8")


def _summary(plan: Plan, tree: Tree, runfiles: Sequence[Runfile]) -> dict[str, Any]:
    types = [placed.entry.type for placed in tree]
    return {
        "schema_version": SCHEMA_VERSION,
        "label": plan.label,
        "layers": len(plan.layers),
        "files": types.count("file"),
        "links": types.count("link"),
        "runfiles": len(runfiles),
        "replaced": sum(bool(runfile.replaced) for runfile in runfiles),
    }


def _notes(dests: Dests, machines: Machines) -> dict[str, Any]:
    return {
        "duplicates": [{"dest": dest, "layers": layers} for dest, layers in dests.duplicates],
        "foreign": [
            {
                "component": name_of(placed.component),
                "dest": placed.entry.dest,
                "format": placed.entry.format,
                "machine": placed.entry.machine,
            }
            for placed in machines.foreign
        ],
    }
