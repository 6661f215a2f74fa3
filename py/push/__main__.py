"""The command line: `python -m push`, started by the `_image_push` target of an app."""

import os
import sys
from collections.abc import Sequence

from layers.errors import LayersError

from push import command

_INTERRUPTED = 130
"""As a shell reports it: 128 and the number of SIGINT."""


def main(argv: Sequence[str]) -> int:
    """Pushes an image.

    Args:
        argv: the arguments.

    Returns:
        0; 2 where the push failed, with the reason on stderr; 130 where it was interrupted.
    """
    try:
        command.run(argv)
    except LayersError as error:
        sys.stderr.write(f"push: error: {error}\n")
        return 2
    except KeyboardInterrupt:
        sys.stderr.write("push: interrupted: no tag was changed that is not named above\n")
        return _INTERRUPTED
    return 0


if __name__ == "__main__":
    status = main(sys.argv[1:])
    sys.stdout.flush()
    sys.stderr.flush()
    # sys.exit waits for threads, and of a push that failed one may wait for a registry's answer.
    os._exit(status)
