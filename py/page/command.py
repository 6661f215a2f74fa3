"""What a program does that draws pages, wherever its images come from."""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from layers.errors import LayersError
from layers.outputs import whole_files
from reports.model import Image
from reports.model.difference import difference_of

from page.rendering import render


def draw(
    argv: Sequence[str],
    opened: Callable[[str], Image],
    *,
    prog: str,
    description: str,
    directory: str = "",
) -> int:
    """Writes one page.

    Args:
        argv: the arguments.
        opened: from what a user names to the image.
        prog: what the program is called, for `--help`.
        description: of it.
        directory: that `--html` is relative to; "": where the program runs.

    Returns:
        0, or 2 where the input is not what it must be; the reason is on stderr.
    """
    options = _parser(prog, description).parse_args(argv)
    try:
        image = opened(options.report)
        baseline = opened(options.baseline) if options.baseline else None
        html = render(image, difference_of(baseline, image) if baseline else None)
        with whole_files(str(Path(directory, options.html))) as (part,):
            Path(part).write_bytes(html.encode())
    except LayersError as error:
        sys.stderr.write(f"layers: error: {error}\n")
        return 2
    return 0


def _parser(prog: str, description: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=prog,
        description=description,
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
