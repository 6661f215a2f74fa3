"""How often packages change, from how often they did.

A package that never changed will, one day. So the estimate starts from what is usual in the lock
and moves towards what was seen as updates come in:

    chance of a change in n packages = (updates seen with one + PRIOR * chance if they were usual) /
                                       (updates seen + PRIOR)

This is Laplace's rule of succession with the lock's own mean as prior. Packages that always changed
together are seen to change in the same updates, so that joining them costs next to nothing;
packages that were never seen to change cost, joined, what the prior says.
"""

import dataclasses
from collections.abc import Collection, Mapping

from plan.snapshots import History

PRIOR = 8
"""How many updates the usual counts for. From 2 to 16 the replays differ by at most 3 %."""

_UNKNOWN_MEAN = 0.05
"""Chance of a change per package and update where nothing is known: about that of both histories in
`bench/lock_history`."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Rates:
    """What a history says about its last snapshot."""

    updates: int
    """How many were seen."""
    mean: float
    """Chance that a package changes in one update."""
    changes: Mapping[str, int]
    """By package, the updates in which it changed: a set of bits."""

    def chance(self, changes: int, count: int) -> float:
        """Returns the chance that an update changes a layer.

        Args:
            changes: the updates in which any of its packages changed: a set of bits.
            count: how many packages it has.
        """
        usual = 1 - (1 - self.mean) ** count
        return (changes.bit_count() + PRIOR * usual) / (self.updates + PRIOR)

    def chance_of(self, names: Collection[str]) -> float:
        """Returns the chance that an update changes any of some packages."""
        changes = 0
        for name in names:
            changes |= self.changes[name]
        return self.chance(changes, len(names))


def rates_of(history: History) -> Rates:
    """Returns how often each package of the last snapshot changed.

    Args:
        history: at least one snapshot.
    """
    changes = dict.fromkeys(history[-1], 0)
    lived = 0
    for update in range(1, len(history)):
        before, after = history[update - 1], history[update]
        for name in changes:
            if name in before and name in after:
                lived += 1
                changes[name] |= (before[name] != after[name]) << update
    seen = sum(bits.bit_count() for bits in changes.values())
    mean = (seen + PRIOR * _UNKNOWN_MEAN) / (lived + PRIOR)
    return Rates(updates=len(history) - 1, mean=mean, changes=changes)
