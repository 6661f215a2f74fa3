"""Why a target is in an image: the targets that the binary reaches, and the ways to them."""

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
            binary: where all ways begin.
            targets: all it reaches; a label that stands for several configurations has several.
        """
        self.binary = binary
        self._deps: dict[str, dict[str, None]] = {}
        for target in targets:
            self._deps.setdefault(target.label, {}).update(dict.fromkeys(target.deps))

    def __contains__(self, label: str) -> bool:
        """Tells whether the binary reaches a target."""
        return label in self._deps

    def __bool__(self) -> bool:
        """Tells whether anything is known."""
        return bool(self._deps)

    def labels(self) -> Iterable[str]:
        """Returns all targets."""
        return self._deps.keys()

    def chain(self, label: str) -> list[str]:
        """Returns a shortest way from the binary to a target, both ends included; empty: none."""
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
        """Returns the targets that the binary no longer reaches without some, these included."""
        left = self._walk(frozenset(labels))
        return {label for label in self._parents if label not in left}

    @functools.cached_property
    def _parents(self) -> Mapping[str, str | None]:
        return self._walk(frozenset())

    def _walk(self, without: frozenset[str]) -> dict[str, str | None]:
        """Returns for each target the one before it on a shortest way; for the binary, `None`."""
        if self.binary in without or self.binary not in self._deps:
            return {}
        parents: dict[str, str | None] = {self.binary: None}
        for label in (queue := [self.binary]):
            for dep in self._deps.get(label, ()):
                if dep not in parents and dep not in without:
                    parents[dep] = label
                    queue.append(dep)
        return parents
