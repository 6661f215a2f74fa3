"""Writes the report of an image as a page.

    bazel run @rules_py_layers//py:report_page -- --report APP.layers.json --html APP.html

Rules run it too, as an action: it reads the files it is given and nothing else.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from layers.errors import LayersError
from layers.outputs import whole_files
from reports.model.difference import difference_of
from reports.sources import open_image

from page.rendering import render


def main(argv: Sequence[str]) -> int:
    """Writes one page.

    Args:
        argv: the arguments.

    Returns:
        0, or 2 where the input is not what it must be; the reason is on stderr.
    """
    options = _parser().parse_args(argv)
    try:
        image = open_image(options.report)
        baseline = open_image(options.baseline) if options.baseline else None
        html = render(image, difference_of(baseline, image) if baseline else None)
        with whole_files(_place(options.html)) as (part,):
            Path(part).write_bytes(html.encode())
    except LayersError as error:
        print(f"layers: error: {error}", file=sys.stderr)  # noqa: T201
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="report_page",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--report", required=True, metavar="FILE", help="<name>.layers.json")
    parser.add_argument("--html", required=True, metavar="FILE", help="the page to write")
    parser.add_argument(
        "--baseline",
        default="",
        metavar="FILE",
        help="an older report: the page also tells what changed since",
    )
    return parser


def _place(name: str) -> str:
    """Returns where to write: relative to where `bazel run` was called, as what is read."""
    return os.path.join(os.environ.get("BUILD_WORKING_DIRECTORY", ""), name)  # noqa: PTH118


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
