"""What a Bazel test has to say, found by an action: the action succeeds, and the test may fail.

So the work is done where actions are, in parallel and once for all who ask, and the test itself
needs none of the tools.
"""

from __future__ import annotations

from layers.errors import LayersError
from layers.outputs import whole_files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


def write_verdict(dest: str, judge: Callable[[], None]) -> None:
    """Writes what an error says, or nothing.

    Args:
        dest: the file to write.
        judge: raises if something is wrong.

    Raises:
        OutputError: if the file could not be written.
    """
    verdict = ""
    try:
        judge()
    except LayersError as error:
        verdict = f"{error}\n"
    with whole_files(dest) as (part,), open(part, "w", encoding="utf-8", newline="\n") as out:
        out.write(verdict)
