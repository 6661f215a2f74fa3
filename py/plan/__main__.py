"""The command line: `bazel run @rules_py_layers//py:plan -- …`."""

import argparse
import os
import sys
from collections.abc import Sequence

from layers.errors import LayersError

from plan import replay_command


def main(argv: Sequence[str]) -> int:
    """Runs one command.

    Args:
        argv: the command and its arguments.

    Returns:
        0, or 2 where the input is not what it must be; the reason is on stderr.
    """
    parser = argparse.ArgumentParser(prog="plan", description=__doc__, allow_abbrev=False)
    replay_command.add_command(parser.add_subparsers(metavar="COMMAND", required=True))
    options = parser.parse_args(argv)
    try:
        options.run(options)
    except LayersError as error:
        print(f"plan: error: {error}", file=sys.stderr)  # noqa: T201
        return 2
    except BrokenPipeError:
        # The reader, such as `head`, has what it wanted; Python would still flush at exit:
        # https://docs.python.org/3/library/signal.html#note-on-sigpipe
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
