"""The rule that every runfile is in a layer, and in one only."""

from __future__ import annotations

import bisect
import collections

from layers.checks.findings import Finding, describe, name_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from layers.checks.tree import Placed, Resolved, Tree
    from layers.records import Runfile


class _Srcs:
    """Which entries a src, or a directory of srcs, became."""

    def __init__(self, tree: Tree) -> None:
        self._placed: dict[str, list[Placed]] = collections.defaultdict(list)
        for placed in tree:
            if placed.entry.src:
                self._placed[placed.entry.src].append(placed)
            for copy in placed.entry.copies:
                self._placed[copy.src].append(placed)
        self._sorted = sorted(self._placed)

    def of(self, src: str) -> Sequence[Placed]:
        """Returns the entries of a file, or of all files below a directory."""
        if src in self._placed:
            return self._placed[src]
        below = f"{src}/"
        start = bisect.bisect_left(self._sorted, below)
        end = bisect.bisect_left(self._sorted, f"{src}0")  # "0" is the character after "/"
        return [placed for one in self._sorted[start:end] for placed in self._placed[one]]


def check_runfiles(tree: Tree, runfiles: Iterable[Runfile], binary: str) -> tuple[Finding, ...]:
    """Checks that layers hold all runfiles, each where the program looks for it.

    A src that several runfiles name may be in as many layers; no more.

    Args:
        tree: all layers.
        runfiles: of the binary; a path that some line says the layout replaces is in no layer.
        binary: the target whose runfiles they are.
    """
    srcs = _Srcs(tree)
    lines = tuple(runfiles)
    replaced = {runfile.path for runfile in lines if runfile.replaced}
    expected = [runfile for runfile in lines if runfile.path not in replaced]
    times = collections.Counter(runfile.src for runfile in expected)
    absent = {src for src in times if src and not srcs.of(src)}
    missing = [(r.path, f"src: {r.src}") for r in expected if r.src in absent]
    missing += [problem for r in expected if not r.src for problem in _empty_problem(tree, r)]
    astray = [
        (runfile.path, f"src: {runfile.src}")
        for runfile in expected
        if runfile.src and runfile.src not in absent and _resolved(tree, runfile).problem
    ]
    several = tuple(
        (src, *_owners(srcs.of(src)))
        for src in times
        if src and len({placed.position for placed in srcs.of(src)}) > times[src]
    )
    return (
        Finding(
            rule="expected a layer for every runfile, got runfiles that no layer holds",
            problems=tuple(missing),
            fix=f"Put the targets that own them into the deps or data of {binary}, or of what it "
            "depends on, so that the aspect reaches them.",
        ),
        Finding(
            rule="expected every runfile at its path below the runfiles directory, "
            "got some elsewhere",
            problems=tuple(astray),
            fix="Let the targets that own them keep one import root, "
            f"or take them out of {binary}.",
        ),
        Finding(
            rule="expected one layer for every runfile, got runfiles that several layers hold",
            problems=several,
            fix=f"Let one target own the file, and the others of {binary} depend on it.",
        ),
    )


def _resolved(tree: Tree, runfile: Runfile) -> Resolved:
    start = "/".join(part for part in (tree.root, "runfiles") if part)
    return tree.resolve(start, runfile.path)


def _empty_problem(tree: Tree, runfile: Runfile) -> Iterable[tuple[str, str]]:
    """Yields how an empty runfile is not there, or is not empty."""
    resolved = _resolved(tree, runfile)
    placed = tree.placed_by_dest.get(resolved.dest, ())
    if resolved.problem or not placed:
        yield (runfile.path, "src: none, an empty file")
    elif placed[-1].entry.type != "file" or placed[-1].entry.size:
        yield (runfile.path, f"src: none, an empty file; there is {describe(placed[-1])}")


def _owners(placed: Iterable[Placed]) -> list[str]:
    """Returns one line per layer, for the first entry in it."""
    first: dict[int, Placed] = {}
    for one in placed:
        first.setdefault(one.position, one)
    return [f"{name_of(p.component)}: {p.entry.dest}" for p in first.values()]
