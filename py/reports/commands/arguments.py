"""Arguments that several commands have."""

import argparse
from typing import Any

from reports.model import Image
from reports.sources.opening import open_image

IMAGE_KINDS = """\
IMAGE is one of
  a report             bazel-bin/svc/app_layer_report.layers.json
  an OCI layout        bazel-bin/svc/app_image; of several images in it: <directory>:<name>
  an OCI archive       podman save --format=oci-archive
  a reference          <host>/<repository>:<tag>, read from its registry
Relative to the directory in which `bazel run` was called."""


def add_parser(commands: Any, name: str, *, summary: str, details: str) -> argparse.ArgumentParser:
    """Adds a command.

    Args:
        commands: what `ArgumentParser.add_subparsers` returns.
        name: of the command.
        summary: one line for the list of commands.
        details: what `--help` says above the arguments.
    """
    parser: argparse.ArgumentParser = commands.add_parser(
        name,
        help=summary,
        description=details,
        epilog=IMAGE_KINDS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--json", action="store_true", help="print JSON, for programs")
    return parser


def add_image_options(parser: argparse.ArgumentParser) -> None:
    """Adds the options that say how an image is found."""
    parser.add_argument(
        "--platform",
        default="",
        metavar="OS/ARCH",
        help="of an image for several platforms: linux/arm64; else this machine's",
    )
    parser.add_argument(
        "--insecure",
        action="store_true",
        help="take any certificate of a registry, or none; a registry on loopback needs it not",
    )


def opened(source: str, options: argparse.Namespace) -> Image:
    """Opens an image that an argument names.

    Raises:
        LayersError: if it cannot be read.
    """
    return open_image(source, platform=options.platform, insecure=options.insecure)
