"""The command line: `bazel run @rules_py_layers//py:plan -- …`."""

import argparse
import os
import sys
from collections.abc import Sequence

from layers.errors import LayersError

from plan import make_command, replay_command, stale_command

_COMMANDS = {"replay": replay_command.parser, "stale": stale_command.parser}


def main(argv: Sequence[str]) -> int:
    """Runs one command.

    Args:
        argv: the name of a command and its arguments; without a name, those that make a plan.

    Returns:
        0, or 2 where the input is not what it must be; the reason is on stderr.
    """
    named = _COMMANDS.get(argv[0]) if argv else None
    options = _parsed(named(), argv[1:]) if named else _parsed(make_command.parser(), argv)
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


def _parsed(parser: argparse.ArgumentParser, argv: Sequence[str]) -> argparse.Namespace:
    return parser.parse_args(argv, argparse.Namespace(argv=list(argv)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
