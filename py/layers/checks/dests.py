"""The rule that a dest has one owner: layers are disjoint, but for directories.

Shared layers may hold the same bytes at one dest, because none of them may depend on which
others are in an image.
"""

from __future__ import annotations

from layers.checks.findings import Finding, describe, name_of
from layers.checks.tree import SHARED_ORIGINS, Placed, Tree
from layers.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


_RULES = {
    "different": (
        "expected one content per dest, got components that put different bytes there",
        "Drop one of them from the deps of {binary}, or take versions of them that do not ship the "
        "same file.",
    ),
    "same": (
        "expected one owner per dest, got the same bytes in layers that are not shared",
        "Let one target own the file, and the others of {binary} depend on it.",
    ),
    "parts": (
        "expected every dest in one part of its package, got some in several parts",
        "Build all layers with one version of rules_py_layers, and with one `layer_plan`.",
    ),
    "modes": (
        "expected one mode per directory, got layers that disagree",
        "Build all layers with one version of rules_py_layers.",
    ),
    "hidden": (
        "expected a directory above every entry, got a file or a link there",
        "Drop one of them from the deps of {binary}, or rename one.",
    ),
}
"""What must hold, and the edit that makes it so, by the kind of the problem."""


class Dests(Record):
    """What is at dests that several components claim."""

    findings: tuple[Finding, ...]

    duplicates: tuple[tuple[str, tuple[str, ...]], ...]
    """Dest and the components that hold the same bytes there, where that is allowed."""


def check_dests(tree: Tree, binary: str) -> Dests:
    """Checks that no two components disagree about a dest.

    Args:
        tree: all layers.
        binary: the target whose deps decide.
    """
    claimed = {
        dest: placed
        for dest, placed in tree.placed_by_dest.items()
        if len(placed) > 1 or placed[0].copies
    }
    problems: dict[str, list[tuple[str, ...]]] = {"": []}
    for dest, placed in claimed.items():
        problems.setdefault(_kind(placed), []).append((dest, *map(describe, placed)))
    problems["hidden"] = [
        (p.entry.dest, describe(p), describe(below)) for p, below in _hidden(tree)
    ]
    findings = tuple(
        Finding(rule=rule, problems=tuple(problems.get(kind, ())), fix=fix.format(binary=binary))
        for kind, (rule, fix) in _RULES.items()
    )
    return Dests(findings=findings, duplicates=tuple(_duplicates(claimed)))


def _duplicates(claimed: Mapping[str, Sequence[Placed]]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for dest, placed in claimed.items():
        if _kind(placed) == "shared":
            owners = (owner for p in placed for owner in (p.component, *p.copies))
            yield dest, tuple(map(name_of, owners))


def _kind(placed: Sequence[Placed]) -> str:
    """Returns what it means that several entries have one dest; "" if nothing."""
    entries = [p.entry for p in placed]
    if all(entry.type == "directory" for entry in entries):
        return "modes" if len({entry.mode for entry in entries}) > 1 else ""
    packages = {p.component.replace(part=0) for p in placed if p.component.part}
    if len(packages) < sum(bool(p.component.part) for p in placed):
        return "parts"
    contents = {(e.type, e.mode, e.size, e.sha256, e.target) for e in entries}
    if len(contents) > 1:
        return "different"
    components = {(p.position, p.entry.component) for p in placed}
    # Of components: a layer that joins all of an image is not shared, what it is joined of may be.
    shared = all(
        owner.origin in SHARED_ORIGINS for p in placed for owner in (p.component, *p.copies)
    )
    return "shared" if shared and len(components) == len(entries) else "same"


def _hidden(tree: Tree) -> Iterator[tuple[Placed, Placed]]:
    """Yields files and links at which another entry needs a directory, and that entry."""
    for dest, placed in tree.placed_by_dest.items():
        if dest in tree.directories and all(p.entry.type != "directory" for p in placed):
            yield placed[0], tree.first_below(dest)
