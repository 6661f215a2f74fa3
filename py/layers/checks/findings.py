"""How problems are told: all kinds in one error, of every kind the first few."""

from __future__ import annotations

from layers.errors import CheckError
from layers.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from layers.checks.tree import Placed
    from layers.records import Component

MAX_SHOWN = 20
"""Problems of one kind that an error shows."""


class Finding(Record):
    """All problems of one kind."""

    rule: str
    """What must hold, and what was found, in the plural: "expected …, got …"."""

    problems: tuple[tuple[str, ...], ...]
    """Per problem its lines: the first names it, what follows is evidence."""

    fix: str
    """The sentence that says what to change."""


def raise_findings(label: str, findings: Iterable[Finding]) -> None:
    """Raises one error with everything that was found, if anything was.

    Args:
        label: the target whose layers were checked.
        findings: may have no problems.

    Raises:
        CheckError: if there is a problem.
    """
    broken = [finding for finding in findings if finding.problems]
    count = sum(len(finding.problems) for finding in broken)
    if broken:
        raise CheckError(
            f"check {label}: expected layers that are complete, disjoint and run on the "
            f"platform, got {count} problem{'s' * (count > 1)}",
            evidence=[line for finding in broken for line in _lines(finding)],
        )


def name_of(component: Component) -> str:
    """Returns what a user calls a component: its label, or else its name."""
    return component.label or component.name or component.origin


def describe(placed: Placed) -> str:
    """Returns one line that says whose an entry is, what it is and where it comes from."""
    entry = placed.entry
    what = {
        "file": f"file of {entry.size} bytes, sha256 {entry.sha256[:12]}",
        "link": f"link to {entry.target!r}",
        "directory": "directory",
    }[entry.type]
    src = entry.src or "made by the layout"
    return f"{name_of(placed.component)}: {what}, mode {entry.mode:04o}, {src}"


def _lines(finding: Finding) -> Iterator[str]:
    yield f"{finding.rule}:"
    for first, *evidence in finding.problems[:MAX_SHOWN]:
        yield f"  {first}"
        yield from (f"    {line}" for line in evidence)
    if len(finding.problems) > MAX_SHOWN:
        yield f"  and {len(finding.problems) - MAX_SHOWN} more"
    yield f"  {finding.fix}"
