"""`layers sbom`: the bill of materials of an image."""

import argparse
import sys
from pathlib import Path
from typing import Any

from reports.commands.arguments import add_image_options, add_parser, opened
from reports.errors import ArgumentError
from reports.sources.opening import place_of

_FORMATS = ("cyclonedx", "spdx")


def add_command(commands: Any) -> None:
    """Adds the command to a parser."""
    parser = add_parser(
        commands,
        "sbom",
        summary="the bill of materials of an image, CycloneDX or SPDX",
        details="""\
Prints JSON: the interpreter and every package, with purl, version, licence as its metadata tells
it, a hash over its files and the digest of the layer that holds it. The same image gives the same
document. Not in it: code of the repository itself, and what the base holds.""",
    )
    parser.add_argument("image", metavar="IMAGE")
    parser.add_argument("--format", choices=_FORMATS, default=_FORMATS[0])
    parser.add_argument("--files", action="store_true", help="cyclonedx: also every file")
    parser.add_argument("--out", metavar="FILE", help="write to a file, not to stdout")
    add_image_options(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Writes the document.

    Raises:
        LayersError: if the image cannot be read, or the arguments contradict each other.
    """
    # Slow to import, and of no other command.
    from reports.bom.cyclonedx import cyclonedx_text  # noqa: PLC0415
    from reports.bom.materials import bill_of  # noqa: PLC0415
    from reports.bom.spdx import spdx_text  # noqa: PLC0415

    if options.files and options.format != _FORMATS[0]:
        raise ArgumentError(
            f"sbom: expected --files with --format={_FORMATS[0]}, got {options.format!r}",
            fix="SPDX wants SHA-1 hashes of files, which layers do not tell: leave --files out.",
        )
    bill = bill_of(opened(options.image, options))
    is_cyclonedx = options.format == _FORMATS[0]
    text = cyclonedx_text(bill, files=options.files) if is_cyclonedx else spdx_text(bill)
    if options.out:
        _write(options.out, text)
    else:
        sys.stdout.write(text)
        sys.stdout.flush()


def _write(name: str, text: str) -> None:
    place = place_of(str(Path(name).parent)) / Path(name).name
    try:
        place.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ArgumentError(
            f"sbom: expected a file that can be written in --out, got {name!r}",
            evidence=[str(error.strerror)],
            fix="Name a file in a directory that is there.",
        ) from None
