"""`layers verify`: what a test says of the layers of an image, which it reads whole."""

from __future__ import annotations

from layers.arguments import Command, Option, parse
from layers.checks.findings import raise_findings
from layers.checks.layers import check_layers
from layers.checks.tars import check_tars
from layers.plans import read_record, read_runfiles
from layers.records import Plan
from layers.verdicts import write_verdict

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_COMMAND = Command(
    name="verify",
    summary="tells whether layers are what they must be, and what they say they are",
    options=(
        Option(name="--plan", meaning="JSON: Plan, the layers in order"),
        Option(name="--runfiles", meaning="JSON lines: Runfile, what the layers must hold"),
        Option(name="--platform-os", meaning="such as linux"),
        Option(name="--platform-architecture", meaning="such as amd64"),
        Option(name="--out", meaning="text to write: what is wrong; empty: nothing"),
    ),
)


def run(argv: Sequence[str]) -> None:
    """Writes what is wrong.

    Args:
        argv: the arguments of the command.

    Raises:
        LayersError: if the output could not be written.
    """
    options = parse(_COMMAND, argv)
    write_verdict(options["out"], lambda: _verify(options))


def _verify(options: Mapping[str, str]) -> None:
    plan = read_record(Plan, options["plan"])
    checked = check_layers(
        plan,
        read_runfiles(options["runfiles"]),
        os=options["platform-os"],
        architecture=options["platform-architecture"],
    )
    raise_findings(plan.label, (*checked.findings, *check_tars(plan)))
