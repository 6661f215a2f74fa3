"""How large packages are: what the descriptors of their layers say, each built as a whole."""

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path

from layers.listings import read_listing
from layers.plans import read_record
from layers.records import Descriptor
from packaging.utils import canonicalize_name

from plan.bazel import Bazel, label
from plan.errors import BazelError
from plan.snapshots import Package

_MEMBERS, _OTHERS, _LISTINGS = "members", "fixed", "member_listings"
"""Output groups of `py_layers`."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Image:
    """One image, as measured."""

    label: str
    packages: Sequence[str]
    """Names, sorted."""
    others: int
    """Bytes of all layers that are no packages."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Measured:
    """The images of a repository, as measured."""

    images: Sequence[Image]
    """By label."""
    packages: Mapping[str, Package]
    """By name: all that any image has."""
    listings: Mapping[str, Path]
    """By name, what each holds; empty unless asked for."""


def measure(bazel: Bazel, images: Sequence[str], *, listings: bool) -> Measured:
    """Builds what says how large the packages of images are.

    Args:
        bazel: of the workspace.
        images: labels of `py_layers`.
        listings: also what each package holds.

    Raises:
        BazelError: if the build fails, or does not say how large an image is.
        SchemaError: if a file is not a descriptor.
    """
    groups = [_MEMBERS, _OTHERS, *([_LISTINGS] if listings else [])]
    # A plan that splits and joins nothing: whatever the plan in force is, packages are seen whole.
    flag = f"--{label('//layering:plan')}={label('//layering:measuring_plan')}"
    files = bazel.build(images, groups, flag)
    found: list[Image] = []
    packages: dict[str, Package] = {}
    listed: dict[str, Path] = {}
    for target in images:
        built = files.get(target) or files.get(f"@@{target}", {})  # Bazel has written both
        if _OTHERS not in built:
            raise BazelError(
                f"{target}: expected the layers of an image, got a build without them",
                fix="Build it: it may not be compatible with this platform.",
            )
        members = dict(_package(file) for file in built.get(_MEMBERS, ()))
        packages.update(members)
        listed.update({_listed(file): file for file in built.get(_LISTINGS, ())})
        found.append(
            Image(
                label=target,
                packages=sorted(members),
                others=sum(read_record(Descriptor, str(file)).size for file in built[_OTHERS]),
            )
        )
    return Measured(images=found, packages=packages, listings=listed)


def _package(file: Path) -> tuple[str, Package]:
    descriptor = read_record(Descriptor, str(file))
    # Of a whole package the layer has one component: itself, as its *.dist-info says.
    component = descriptor.components[0] if descriptor.components else descriptor.layer
    return canonicalize_name(component.name), Package(component.version, descriptor.size)


def _listed(file: Path) -> str:
    header = read_listing(str(file)).header
    return canonicalize_name((header.components or (header.layer,))[0].name)
