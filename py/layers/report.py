"""`layers report`: what the layers of an image say about themselves, in one record."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from layers.outputs import whole_files
from layers.plans import read_descriptors, read_record, read_runfiles
from layers.records import Plan, Report, encode


def run(argv: Sequence[str]) -> None:
    """Writes the report.

    Args:
        argv: the arguments of the command.

    Raises:
        LayersError: if an input is not what it must be or the output could not be written.
    """
    options = _parser().parse_args(argv)
    plan = read_record(Plan, options.plan)
    layers = read_descriptors(plan)
    report = Report(
        label=plan.label,
        binary=plan.binary,
        image=options.image,
        layers=layers,
        size=sum(layer.size for layer in layers),
        uncompressed_size=sum(layer.uncompressed_size for layer in layers),
        file_count=sum(layer.file_count for layer in layers),
        replaced=tuple(r for r in read_runfiles(options.runfiles) if r.replaced),
    )
    with whole_files(options.out) as (part,):
        Path(part).write_text(encode(report), encoding="utf-8")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="layers report", description=__doc__, allow_abbrev=False)
    parser.add_argument("--plan", required=True, help="the layers in order: a Plan")
    parser.add_argument("--runfiles", required=True, help="of the binary: Runfiles, one a line")
    parser.add_argument("--image", default="", help="where the OCI layout is")
    parser.add_argument("--out", required=True, help="the file to write: a Report")
    return parser
