"""What is in an image, why, what a change ships, and what the cache did.

Run it as `bazel run @rules_py_layers//py:layers -- COMMAND …`.
"""

import argparse
import os
import sys
from collections.abc import Sequence

from layers.errors import LayersError

from reports.commands import cache, diff, explain, sbom, share, show

_COMMANDS = (show, explain, diff, share, cache, sbom)


def main(argv: Sequence[str]) -> int:
    """Runs one command.

    Args:
        argv: the command and its arguments.

    Returns:
        0, or 2 where the input is not what it must be; the reason is on stderr.
    """
    options = _parser().parse_args(argv)
    try:
        options.run(options)
    except LayersError as error:
        print(f"layers: error: {error}", file=sys.stderr)  # noqa: T201
        return 2
    except BrokenPipeError:
        # The reader, such as `head`, has what it wanted; Python would still flush at exit:
        # https://docs.python.org/3/library/signal.html#note-on-sigpipe
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="layers",
        description=__doc__,
        epilog="`layers COMMAND --help` tells more of a command.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for command in _COMMANDS:
        command.add_command(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
