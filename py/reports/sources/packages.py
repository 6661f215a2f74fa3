"""Which Python packages a tar holds: the *.dist-info directories in it, and the files they record.

Source: https://packaging.python.org/en/latest/specifications/recording-installed-packages/
"""

import csv
import posixpath
from collections.abc import Sequence

from layers.records import Component, ListingEntry
from layers.tree.metadata import fields_of, licenses_of, normalised

_SUFFIX = ".dist-info"
_FACT = "its *.dist-info directory"


class DistInfos:
    """The files of a tar that tell of packages, by their directory."""

    def __init__(self) -> None:
        self._texts: dict[str, dict[str, str]] = {}

    def wants(self, dest: str) -> bool:
        """Tells whether a file tells of a package."""
        directory, _, name = dest.rpartition("/")
        return name in ("METADATA", "RECORD") and directory.endswith(_SUFFIX)

    def add(self, dest: str, content: bytes) -> None:
        """Takes what such a file holds."""
        directory, _, name = dest.rpartition("/")
        self._texts.setdefault(directory, {})[name] = content.decode(errors="replace")

    def packages(self) -> dict[str, Component]:
        """Returns the packages that have a name, by their *.dist-info directory."""
        found = {}
        for directory, texts in sorted(self._texts.items()):
            fields = fields_of(texts.get("METADATA", ""))
            name, version = (fields.get(field, [""])[0] for field in ("name", "version"))
            if name:
                found[directory] = Component(
                    origin="pypi",
                    name=normalised(name),
                    version=version,
                    fact=_FACT,
                    licenses=licenses_of(fields),
                )
        return found

    def recorded(self, directory: str) -> list[str]:
        """Returns the dests of the files that a package records as its own."""
        root = directory.rpartition("/")[0]
        rows = csv.reader(self._texts[directory].get("RECORD", "").splitlines())
        return [posixpath.normpath(f"{root}/{row[0]}") for row in rows if row]


def with_packages(
    rest: Component, entries: Sequence[ListingEntry], infos: DistInfos
) -> tuple[tuple[Component, ...], tuple[ListingEntry, ...]]:
    """Gives each entry to the package that records it.

    Args:
        rest: the component of all other entries. If it is a package, all are its.
        entries: of one tar.
        infos: what was found in it.

    Returns:
        The components, `rest` first, and the entries with the number of theirs.
    """
    packages = infos.packages()
    if rest.name:
        licenses = [p.licenses for p in packages.values() if p.name == rest.name]
        return (rest.replace(licenses=licenses[0]) if licenses else rest,), tuple(entries)
    number_by_dest: dict[str, int] = {}
    for number, directory in enumerate(packages, start=1):
        number_by_dest |= dict.fromkeys(infos.recorded(directory), number)
        own = f"{directory}/"
        number_by_dest |= {e.dest: number for e in entries if e.dest.startswith(own)}
    return (rest, *packages.values()), tuple(
        entry.replace(component=number_by_dest[entry.dest])
        if entry.dest in number_by_dest
        else entry
        for entry in entries
    )
