"""What a plan makes of one image: the rule of `layering/private/plan.bzl`, in Python.

Both must be one function, or the tool would promise what no build does: each is held to
`layering/tests/plan_vectors.bzl`.
"""

import dataclasses
from collections.abc import Collection, Iterable, Mapping, Sequence

from plan.stable_hash import bucket_of

FIXED_LAYERS = 6
"""Layers that are no packages: CA certificates, interpreter, links, external, internal, app."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class LayerPlan:
    """The fields of a plan file. Names of packages are normalised."""

    buckets: int
    """How many layers the packages without one of their own share."""
    groups: Mapping[str, Sequence[str]] = dataclasses.field(default_factory=dict)
    """Packages by the name of the layer that they share. No package is in two."""
    heavy: Sequence[str] = ()
    """Packages that keep a layer of their own longest, the first one longest of all."""
    max_layer_bytes: int = 0
    """A package above it is split; 0: none is."""
    order: Sequence[str] = ()
    """Packages from the lowest layer of an image to the highest."""
    splits: Mapping[str, Sequence[str]] = dataclasses.field(default_factory=dict)
    """By package, the paths below site-packages at which each part but the first begins."""
    weights: Mapping[str, int] = dataclasses.field(default_factory=dict)
    """Bytes of every package that the plan was made for."""

    def parts(self, package: str) -> int:
        """Returns over how many layers a package is split: 1 for one that is whole."""
        return 1 + len(self.splits.get(package, ()))


def layers_of(
    packages: Collection[str], plan: LayerPlan, slots: int, known_heavy: Iterable[str] = ()
) -> list[list[str]]:
    """Returns the layers of one image's packages.

    Groups and split packages have theirs always. All others have one each while they fit; else
    those that matter least leave it one by one, each for its bucket, until the rest fits.

    Args:
        packages: the names of the packages in the image.
        plan: the plan.
        slots: how many layers they may take: the budget without `FIXED_LAYERS`.
        known_heavy: packages that are heavy in every repository, heaviest first.

    Returns:
        The names in each layer, sorted; a split package once, whatever its parts.
    """
    group_by_package = {name: group for group, names in plan.groups.items() for name in names}
    groups: dict[str, list[str]] = {}
    split: list[str] = []
    others: list[str] = []
    for name in sorted(packages):
        if name in group_by_package:
            groups.setdefault(group_by_package[name], []).append(name)
        else:
            (split if plan.parts(name) > 1 else others).append(name)
    room = slots - len(groups) - sum(map(plan.parts, split))
    ranks = _ranks(plan, known_heavy)
    others.sort(key=lambda name: (ranks.get(name, len(ranks)), name))
    kept, buckets = _within(others, plan.buckets, room)
    alone = [[name] for name in sorted([*kept, *split])]
    return (
        alone + [groups[key] for key in sorted(groups)] + [buckets[key] for key in sorted(buckets)]
    )


def least_slots(packages: Collection[str], plan: LayerPlan) -> int:
    """Returns how many layers an image's packages need at least: with fewer, it is not built."""
    groups = {group for group, names in plan.groups.items() if set(names) & set(packages)}
    grouped = {name for names in plan.groups.values() for name in names}
    split = [name for name in packages if plan.parts(name) > 1]
    others = len(set(packages) - grouped - set(split))
    return len(groups) + sum(map(plan.parts, split)) + min(others, plan.buckets)


def _ranks(plan: LayerPlan, known_heavy: Iterable[str]) -> dict[str, int]:
    """Returns which package keeps its layer before others: the lower one."""
    by_weight = sorted(plan.weights, key=lambda name: (-plan.weights[name], name))
    unweighed = [name for name in known_heavy if not plan.weights.get(name)]
    ranks: dict[str, int] = {}
    for names in (plan.heavy, unweighed, by_weight):
        for name in names:
            ranks.setdefault(name, len(ranks))
    return ranks


def _within(names: list[str], count: int, room: int) -> tuple[list[str], dict[int, list[str]]]:
    """Returns those that keep their layers, and the others by the number of their bucket."""
    if len(names) <= room:
        return names, {}
    buckets: dict[int, list[str]] = {}
    for kept in range(len(names) - 1, -1, -1):
        buckets.setdefault(bucket_of(names[kept], count), []).append(names[kept])
        if kept + len(buckets) <= room:
            break
    return names[:kept], {number: sorted(members) for number, members in buckets.items()}
