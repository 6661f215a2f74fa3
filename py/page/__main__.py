"""Writes the report of an image as a page.

    page --report APP.layers.json --html APP.html

Rules run it as an action: it reads the report files it is given and nothing else.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from reports.sources.report_file import read_report

from page.command import draw


def main(argv: Sequence[str]) -> int:
    """Writes one page, see `draw`."""
    return draw(
        argv,
        lambda source: read_report(source, Path(source)),
        prog="page",
        description=str(__doc__),
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
