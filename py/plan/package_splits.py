"""Which packages are too large for one layer, and where they are cut: what their listings say."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from layers.listings import read_listing

from plan.measuring import Measured
from plan.splitting import Item, boundaries

_SITE_PACKAGES = "venv/site-packages/"


def splits_of(measured: Measured, most: int) -> dict[str, list[str]]:
    """Returns where packages are cut, by name.

    Args:
        measured: with listings, unless `most` is 0.
        most: bytes of a layer; 0: no limit.
    """
    large = [name for name, package in measured.packages.items() if most and package.size > most]
    cuts = {
        name: boundaries(_items(measured.listings, name, measured.packages[name].size), most)
        for name in sorted(large)
    }
    return {name: paths for name, paths in cuts.items() if paths}


def _items(listings: Mapping[str, Path], name: str, size: int) -> list[Item]:
    """Returns the files of a package; its compressed bytes fall to them by their raw ones."""
    files = list(_files(listings[name]))
    raw = sum(file.size for file in files) or 1
    return [Item(file.path, -(-file.size * size // raw)) for file in files]


def _files(listing: Path) -> Iterator[Item]:
    read = read_listing(str(listing))
    below = f"{read.header.root}/{_SITE_PACKAGES}".lstrip("/")
    for entry in read.entries:
        # What lies elsewhere is in the first part, wherever it is cut.
        if entry.type != "directory" and entry.dest.startswith(below):
            yield Item(entry.dest.removeprefix(below), entry.size)
