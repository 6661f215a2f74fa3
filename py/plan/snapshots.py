"""What a lock said at one time: versions of packages, with the sizes of their layers."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple


class Package(NamedTuple):
    """One package as locked."""

    version: str
    size: int
    """Bytes, compressed."""


Snapshot = Mapping[str, Package]
"""Packages by normalised name (https://peps.python.org/pep-0503/)."""

History = Sequence[Snapshot]
"""Snapshots from the oldest to the newest; each differs from the one before it."""

Images = Sequence[Collection[str]]
"""The packages of every image, by name. Empty: one image that holds all that a snapshot has."""


def images_in(snapshot: Snapshot, images: Images) -> list[dict[str, Package]]:
    """Returns what every image held at the time of a snapshot.

    Args:
        snapshot: the lock.
        images: the packages of every image.

    Returns:
        The packages of each image that were locked then, by name, in the order of the names.
    """
    present = [sorted(set(image) & set(snapshot)) for image in images] or [sorted(snapshot)]
    return [{name: snapshot[name] for name in names} for names in present]
