"""Why a target is in an image: the targets that its programs reach, and the ways to them."""

from __future__ import annotations

import functools

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from layers.records import Target


class Graph:
    """The targets of one report."""

    def __init__(self, binary: str, targets: Iterable[Target]) -> None:
        """Takes what a report says.

        Args:
            binary: where ways begin.
            targets: all it reaches, and all that other programs of the image reach: targets that
                none names. A label that stands for several configurations has several.
        """
        self.binary = binary
        self._deps: dict[str, dict[str, None]] = {}
        for target in targets:
            self._deps.setdefault(target.label, {}).update(dict.fromkeys(target.deps))

    def __contains__(self, label: str) -> bool:
        """Tells whether a program reaches a target."""
        return label in self._deps

    def __bool__(self) -> bool:
        """Tells whether anything is known."""
        return bool(self._deps)

    def labels(self) -> Iterable[str]:
        """Returns all targets."""
        return self._deps.keys()

    def chain(self, label: str) -> list[str]:
        """Returns a shortest way to a target, both ends included; empty: none.

        It begins at the binary, or, where that has none, at another program.
        """
        steps: list[str] = []
        at: str | None = label if label in self._parents else None
        while at is not None:
            steps.append(at)
            at = self._parents[at]
        return steps[::-1]

    def named_by(self, label: str) -> list[str]:
        """Returns the targets that name a target, in the order of their labels."""
        return sorted(one for one, deps in self._deps.items() if label in deps)

    def lost_without(self, labels: Sequence[str]) -> set[str]:
        """Returns the targets that no program reaches without some, these included."""
        left = self._walk(frozenset(labels))
        return {label for label in self._parents if label not in left}

    @functools.cached_property
    def _parents(self) -> Mapping[str, str | None]:
        return self._walk(frozenset())

    def _walk(self, without: frozenset[str]) -> dict[str, str | None]:
        """Returns for each target the one before it on a shortest way; for a program, `None`."""
        parents: dict[str, str | None] = {}
        for start in self._starts:
            if start in without or start in parents:
                continue
            parents[start] = None
            for label in (queue := [start]):
                for dep in self._deps.get(label, ()):
                    if dep not in parents and dep not in without:
                        parents[dep] = label
                        queue.append(dep)
        return parents

    @functools.cached_property
    def _starts(self) -> Sequence[str]:
        """The binary first, then what no target names: the other programs of the image."""
        named = {dep for deps in self._deps.values() for dep in deps}
        others = [label for label in self._deps if label not in named and label != self.binary]
        return [*([self.binary] if self.binary in self._deps else []), *others]
