"""Writes the report of an image as a page.

    bazel run @rules_py_layers//py:report_page -- --report APP.layers.json --html APP.html

In place of a report it takes an OCI layout, an archive or a reference to a registry.
"""

import os
import sys
from collections.abc import Sequence

from reports.sources.opening import open_image

from page.command import draw


def main(argv: Sequence[str]) -> int:
    """Writes one page, see `draw`: files are relative to where `bazel run` was called."""
    return draw(
        argv,
        open_image,
        prog="report_page",
        description=str(__doc__),
        directory=os.environ.get("BUILD_WORKING_DIRECTORY", ""),
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
