"""The one program of all actions: `layers COMMAND ARGUMENTS`, or `layers [COMMAND] @FILE`.

A command's modules are imported only when it is asked for.
"""

from __future__ import annotations

import sys

from layers.errors import ArgumentError, LayersError
from layers.serving.execution_root import located

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_COMMANDS = {
    "layer": "writes one layer: tar, descriptor, listing",
    "bucket": "joins layers to one",
    "measure": "tells what a layer will hold, and writes none",
    "cacerts": "writes the layer of CA certificates",
    "image": "writes an OCI image layout of layers",
    "tags": "writes the tags that an image is pushed under",
    "index": "writes an OCI image layout of the images of several platforms",
    "check": "checks that the layers of an image hold what they must",
    "verify": "tells whether layers are what they must be and say they are",
    "sizes": "tells which layers are larger than they may be",
    "base": "copies the OCI layout that images stand on",
    "report": "joins what the layers of an image say into one record",
}

_WORKER = "--persistent_worker"
"""What Bazel starts a worker with: https://bazel.build/remote/creating#making-worker"""


def main(argv: Sequence[str]) -> int:
    """Runs a command.

    Args:
        argv: its name and its arguments. The last may be `@FILE`, which stands for the lines of
            that file, if nothing but a name is before it. `--persistent_worker` alone: runs the
            commands that come on stdin.

    Returns:
        The exit code: 2 if the input is not what it must be. The reason is on stderr.
    """
    if list(argv) == [_WORKER]:
        from layers.serving.worker import serve  # noqa: PLC0415 - threads, which no command needs

        return serve(_run)
    try:
        _run(_expanded(argv) or ["--help"])
    except LayersError as error:
        sys.stderr.write(f"layers: error: {error}\n")
        return 2
    return 0


def _run(argv: Sequence[str]) -> None:
    """Imports by name, which is all of `importlib` that this needs."""
    command, *arguments = argv
    if command in ("--help", "-h"):
        sys.stdout.write(_help_text())
        return
    if command not in _COMMANDS:
        raise ArgumentError(f"expected one of {', '.join(_COMMANDS)}, got {command!r}")
    module = __import__(f"layers.{command}", fromlist=["run"])
    module.run(arguments)


def _expanded(argv: Sequence[str]) -> list[str]:
    if len(argv) not in (1, 2) or not argv[-1].startswith("@"):
        return list(argv)
    src = argv[-1][1:]
    try:
        with open(located(src), encoding="utf-8", newline="\n") as file:
            return [*argv[:-1], *(line.removesuffix("\n") for line in file)]
    except (OSError, UnicodeDecodeError) as error:
        raise ArgumentError(f"{src}: expected a file of arguments, got {str(error)!r}") from None


def _help_text() -> str:
    width = max(map(len, _COMMANDS)) + 2
    lines = [f"  {name.ljust(width)}{meaning}" for name, meaning in _COMMANDS.items()]
    return "\n".join(["layers COMMAND --help", "", *lines, ""])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
