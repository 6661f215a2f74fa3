"""What becomes of the packages of one image in another."""

import dataclasses
from collections.abc import Sequence

from reports.model.layer_changes import LayerChange, Side, compared
from reports.model.packages import Package, packages_in

WORDS = {
    "added": "added",
    "content": "same version, other bytes",
    "removed": "removed",
    "repacked": "same files, another layer",
    "version": "other version",
}
"""What becomes of a package, for people."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class PackageChange:
    """One package, in one or several versions."""

    name: str
    kind: str
    """One of `WORDS`."""

    old: tuple[Package, ...]
    new: tuple[Package, ...]
    fetched: int
    """Bytes of the new layers that hold it."""

    alone: bool
    """They hold nothing else."""

    @property
    def versions(self) -> str:
        """Both, "0.115.0 → 0.116.1", or the one there is."""
        old, new = (", ".join(p.version for p in packages) for packages in (self.old, self.new))
        return f"{old} → {new}" if old and new and old != new else new or old


def package_changes(layers: Sequence[LayerChange]) -> list[PackageChange]:
    """Returns the packages that are not in the same layers as before, or not whole, by name.

    Args:
        layers: of both images; of those kept and moved, none is read unless another hides files.

    Raises:
        LayersError: if a layer cannot be read.
    """
    old, new = (_by_name(side) for side in compared(layers))
    size_by_position = {c.new_position: c.fetched for c in layers}
    changes = [
        _change(name, tuple(old.get(name, ())), tuple(new.get(name, ())), size_by_position)
        for name in sorted(old.keys() | new.keys())
    ]
    return [change for change in changes if not _stays(change, layers)]


def _by_name(layers: Side) -> dict[str, list[Package]]:
    found: dict[str, list[Package]] = {}
    for package in packages_in(layers):
        found.setdefault(package.name, []).append(package)
    return found


def _change(
    name: str,
    old: tuple[Package, ...],
    new: tuple[Package, ...],
    size_by_position: dict[int | None, int],
) -> PackageChange:
    positions = {position for package in new for position in package.positions}
    return PackageChange(
        name=name,
        kind=_kind(old, new),
        old=old,
        new=new,
        fetched=sum(size_by_position.get(position, 0) for position in positions),
        alone=all(package.alone for package in new),
    )


def _stays(change: PackageChange, layers: Sequence[LayerChange]) -> bool:
    """Tells whether a package has the files that it had, in layers that both images have."""
    if change.kind != "repacked":
        return False
    touched = [one for one in layers if one.has_other_bytes]
    old, new = {one.old_position for one in touched}, {one.new_position for one in touched}
    before = {position for package in change.old for position in package.positions}
    after = {position for package in change.new for position in package.positions}
    return not (before & old or after & new)


def _kind(old: tuple[Package, ...], new: tuple[Package, ...]) -> str:
    if not old or not new:
        return "removed" if old else "added"
    if [package.version for package in old] != [package.version for package in new]:
        return "version"
    return "repacked" if _files(old) == _files(new) else "content"


def _files(packages: tuple[Package, ...]) -> set[tuple[str, str, str, int]]:
    return {(e.dest, e.sha256, e.target, e.mode) for p in packages for e in p.entries}
