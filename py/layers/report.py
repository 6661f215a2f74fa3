"""`layers report`: what the layers of an image say about themselves, in one record."""

from __future__ import annotations

import json
from pathlib import Path

from layers.arguments import Command, Option, parse
from layers.listings import read_listing
from layers.outputs import whole_files
from layers.plans import read_descriptors, read_record, read_records, read_runfiles
from layers.records import Contents, Duplicate, Plan, Report, Target, encode
from layers.serving.execution_root import located

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.records import PlannedLayer

_COMMAND = Command(
    name="report",
    summary="writes what the layers of an image say about themselves",
    options=(
        Option(name="--plan", meaning="JSON: Plan, the layers in order"),
        Option(name="--runfiles", meaning="JSON lines: Runfile, of the binary"),
        Option(name="--checked", meaning="JSON: what the check wrote", required=False),
        Option(
            name="--targets", meaning="JSON lines: Target, all the binary reaches", required=False
        ),
        Option(name="--image", meaning="where the OCI layout is", required=False),
        Option(name="--out", meaning="JSON to write: Report"),
    ),
)


def run(argv: Sequence[str]) -> None:
    """Writes the report.

    Args:
        argv: the arguments of the command.

    Raises:
        LayersError: if an input is not what it must be or the output could not be written.
    """
    options = parse(_COMMAND, argv)
    plan = read_record(Plan, options["plan"])
    layers = read_descriptors(plan)
    report = Report(
        label=plan.label,
        binary=plan.binary,
        image=options["image"],
        layers=layers,
        size=sum(layer.size for layer in layers),
        uncompressed_size=sum(layer.uncompressed_size for layer in layers),
        file_count=sum(layer.file_count for layer in layers),
        duplicates=_duplicates(options["checked"]),
        replaced=tuple(r for r in read_runfiles(options["runfiles"]) if r.replaced),
        contents=tuple(map(_contents, plan.layers)),
        targets=read_records(Target, options["targets"]) if options["targets"] else (),
        root=plan.root,
        budget=plan.budget,
    )
    with whole_files(options["out"]) as (part,):
        Path(part).write_text(encode(report), encoding="utf-8")


def _contents(layer: PlannedLayer) -> Contents:
    """Returns what a listing says of everything that is no directory."""
    if not layer.listing:
        return Contents()
    entries = read_listing(layer.listing).entries
    return Contents(entries=tuple(entry for entry in entries if entry.type != "directory"))


def _duplicates(checked: str) -> tuple[Duplicate, ...]:
    """Returns what the check has found to be in several shared layers."""
    if not checked:
        return ()
    found = json.loads(Path(located(checked)).read_text(encoding="utf-8"))["duplicates"]
    return tuple(Duplicate(dest=one["dest"], layers=tuple(one["layers"])) for one in found)
