"""`layers report`: what the layers of an image say about themselves, in one record."""

from __future__ import annotations

import json
from pathlib import Path

from layers.arguments import Command, Option, parse
from layers.checks.dests import check_dests
from layers.checks.tree import Tree, placed_in
from layers.errors import ArgumentError
from layers.outputs import whole_files
from layers.plans import read_record, read_records, read_runfiles
from layers.records import Contents, Duplicate, Plan, Report, Target, encode
from layers.said import read_said
from layers.serving.execution_root import located
from layers.tar.archive import Owner

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from layers.said import Said

_COMMAND = Command(
    name="report",
    summary="writes what the layers of an image say about themselves",
    options=(
        Option(name="--plan", meaning="JSON: Plan, the layers in order"),
        Option(name="--runfiles", meaning="JSON lines: Runfile, of the binary"),
        Option(
            name="--checked",
            meaning="JSON: what the check wrote; else it is found again",
            required=False,
        ),
        Option(
            name="--targets", meaning="JSON lines: Target, all the binary reaches", required=False
        ),
        Option(name="--image", meaning="where the OCI layout is", required=False),
        Option(
            name="--owner", meaning="uid:gid of all files, for measured buckets", required=False
        ),
        Option(name="--out", meaning="JSON to write: Report"),
        Option(name="--text", meaning="Markdown to write: the same for people", required=False),
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
    report = _report(options)
    texts = [encode(report)]
    if options["text"]:
        from layers.report_text import report_text  # noqa: PLC0415 - not every report has one

        texts.append(report_text(report, options["out"]))
    with whole_files(*filter(None, (options["out"], options["text"]))) as parts:
        for part, text in zip(parts, texts, strict=True):
            Path(part).write_text(text, encoding="utf-8")


def _report(options: Mapping[str, str]) -> Report:
    plan = read_record(Plan, options["plan"])
    owner = _owner(options["owner"] or "0:0")
    said = tuple(read_said(layer, owner) for layer in plan.layers)
    layers = tuple(one.descriptor for one in said)
    return Report(
        label=plan.label,
        binary=plan.binary,
        image=options["image"],
        layers=layers,
        size=sum(layer.size for layer in layers),
        uncompressed_size=sum(layer.uncompressed_size for layer in layers),
        file_count=sum(layer.file_count for layer in layers),
        duplicates=_duplicates(plan, said, options["checked"]),
        replaced=tuple(r for r in read_runfiles(options["runfiles"]) if r.replaced),
        contents=tuple(map(_contents, said)),
        targets=read_records(Target, options["targets"]) if options["targets"] else (),
        root=plan.root,
        budget=plan.budget,
    )


def _contents(said: Said) -> Contents:
    """Returns what a listing says of everything that is no directory."""
    entries = said.listing.entries if said.listing else ()
    return Contents(entries=tuple(entry for entry in entries if entry.type != "directory"))


def _duplicates(plan: Plan, said: Sequence[Said], checked: str) -> tuple[Duplicate, ...]:
    """Returns what is in several shared layers: as the check has found it, or as listings say."""
    if checked:
        found = json.loads(Path(located(checked)).read_text(encoding="utf-8"))["duplicates"]
        return tuple(Duplicate(dest=one["dest"], layers=tuple(one["layers"])) for one in found)
    placed = (
        placed
        for position, one in enumerate(said)
        if one.listing
        for placed in placed_in(one.listing, position)
    )
    dests = check_dests(Tree(plan.root, placed), plan.binary)
    return tuple(Duplicate(dest=dest, layers=layers) for dest, layers in dests.duplicates)


def _owner(text: str) -> Owner:
    uid, _, gid = text.partition(":")
    if not (uid.isdecimal() and gid.isdecimal()):
        raise ArgumentError(
            f"report: expected --owner uid:gid, got {text!r}", fix="See `layers report --help`."
        )
    return Owner(uid=int(uid), gid=int(gid))
