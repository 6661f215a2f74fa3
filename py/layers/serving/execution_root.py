"""Where the paths of a command start: the working directory, or the sandbox of one work request.

A worker serves several requests at once, each with a directory of its own, and a process has but
one working directory. So every path of a manifest or an option is opened through `located`.

Source: https://bazel.build/remote/creating#work-requests (`sandboxDir`)
"""

from __future__ import annotations

from contextvars import ContextVar

from layers.errors import ArgumentError

_directory: ContextVar[str] = ContextVar("execution_root", default="")


def enter(directory: str) -> None:
    """Sets, for the current context alone, the directory that paths are relative to.

    Args:
        directory: relative to the working directory or absolute; empty is the working directory.
    """
    _directory.set(directory)


def located(src: str) -> str:
    """Returns the path at which a path of the execution root is opened.

    Args:
        src: a path as a manifest or an option names it.

    Raises:
        ArgumentError: if the request has a sandbox and the path leads out of it.
    """
    directory = _directory.get()
    if not directory:
        return src
    depth = 0
    for segment in src.split("/"):
        depth += -1 if segment == ".." else segment not in ("", ".")
        if depth < 0:
            break
    if src.startswith("/") or depth < 0:
        raise ArgumentError(
            f"{src}: expected a path inside the sandbox of the request, got one outside of it",
            evidence=[f"sandbox {directory!r}"],
            fix="Name a file that is an input or an output of the action.",
        )
    return f"{directory}/{src}"
