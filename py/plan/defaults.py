"""What holds in a repository without a plan: read from the rule's own files, not copied."""

from pathlib import Path

from plan.layer_plan import LayerPlan
from plan.starlark import read_assignment

_LAYERING = Path(__file__).parents[2] / "layering" / "private"


def known_heavy() -> tuple[str, ...]:
    """Returns the packages that are heavy in every repository, heaviest first."""
    return tuple(read_assignment(_LAYERING / "heavy_packages.bzl", "HEAVY_PACKAGES"))


def default_plan() -> LayerPlan:
    """Returns the plan of a repository that has none."""
    return LayerPlan(buckets=read_assignment(_LAYERING / "layer_plan.bzl", "DEFAULT_BUCKETS"))
