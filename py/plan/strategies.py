"""The ways to put the packages of an image into layers that a replay compares."""

from collections.abc import Callable, Mapping, Sequence

from plan.layer_plan import LayerPlan, layers_of
from plan.snapshots import Package

Image = Mapping[str, Package]
"""The packages of one image."""

Strategy = Callable[[Image], list[list[str]]]
"""Returns the names in each layer, every package in one."""


def one_layer(image: Image) -> list[list[str]]:
    """Returns all packages in one layer: of two, the one below the app."""
    return [list(image)]


def one_per_package(image: Image) -> list[list[str]]:
    """Returns one layer a package, however many: no strategy pulls less."""
    return [[name] for name in image]


def largest_alone(slots: int) -> Strategy:
    """Returns apko's rule: a layer for each of the largest packages, one for the rest.

    Source: https://github.com/chainguard-dev/apko/blob/main/docs/layering.md

    Args:
        slots: how many layers the packages may take.
    """

    def layers(image: Image) -> list[list[str]]:
        names = sorted(image, key=lambda name: (-image[name].size, name))
        if len(names) <= slots:
            return [[name] for name in names]
        return [[name] for name in names[: slots - 1]] + [names[slots - 1 :]]

    return layers


def planned(plan: LayerPlan, slots: int, known_heavy: Sequence[str] = ()) -> Strategy:
    """Returns the rule of `py_layers`.

    Args:
        plan: the plan of the repository.
        slots: how many layers the packages may take.
        known_heavy: packages that are heavy in every repository, heaviest first.
    """
    return lambda image: layers_of(image, plan, slots, known_heavy)
