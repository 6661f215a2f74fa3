"""The union of all layers: what is at every dest, and where a link leads.

It is what a container sees, before it is known that the layers agree.
"""

from __future__ import annotations

from layers.listings import read_listing
from layers.record import Record
from layers.serving.request import stop_if_cancelled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from layers.listings import Listing
    from layers.records import Component, ListingEntry, PlannedLayer

SHARED_ORIGINS = ("interpreter", "pypi")
"""Origins whose layers images share, and which therefore never depend on their neighbours."""

_MAX_HOPS = 40
"""Links on one way before the kernel gives up: https://man7.org/linux/man-pages/man7/path_resolution.7.html"""


class Placed(Record):
    """One entry of one layer, and whose it is."""

    entry: ListingEntry
    component: Component
    layer: Component
    position: int
    """Of the layer in the plan, from 0."""

    copies: tuple[Component, ...] = ()
    """Who else has the same file, in the same layer."""


class Resolved(Record):
    """Where a dest leads when all links are followed."""

    dest: str
    """The place: what is there, or the last that is there before the way ends."""

    problem: str = ""
    """Empty, or how the way ends: "missing", "outside", "loop"."""

    hops: int = 0
    """Links on the way."""


class Tree:
    """Every dest of every layer."""

    def __init__(self, root: str, placed: Iterable[Placed]) -> None:
        """Joins layers.

        Args:
            root: where the components land, a dest; "" is the image's root directory.
            placed: the entries of all layers, in the order of the layers.
        """
        self.root = root
        self.placed_by_dest: dict[str, list[Placed]] = {}
        self.components: dict[tuple[int, int], Component] = {}
        self.directories: set[str] = {""}
        self.links: dict[str, str] = {}
        self._resolved: dict[tuple[str, str], Resolved] = {}
        for one in placed:
            dest = one.entry.dest
            self.placed_by_dest.setdefault(dest, []).append(one)
            self.components[one.position, one.entry.component] = one.component
            if one.entry.type == "link":
                self.links.setdefault(dest, one.entry.target)
            self._add_directories(dest if one.entry.type == "directory" else _parent(dest))

    def __iter__(self) -> Iterator[Placed]:
        """Yields all entries, those of one dest together."""
        for all_placed in self.placed_by_dest.values():
            yield from all_placed

    def exists(self, dest: str) -> bool:
        """Tells whether something is at a dest, without following it."""
        return dest in self.directories or dest in self.placed_by_dest

    def first_below(self, dest: str) -> Placed:
        """Returns an entry below a directory."""
        return next(p for p in self if p.entry.dest.startswith(f"{dest}/"))

    def resolve(self, start: str, target: str) -> Resolved:
        """Follows a path as the kernel does.

        Args:
            start: the directory, a dest, from which a relative target counts.
            target: a path; an absolute one counts from the image's root directory.

        Returns:
            Where it leads.
        """
        directory, _, name = target.rpartition("/")
        if directory and name not in ("", ".", ".."):
            # Many files are in one directory: the way to it is looked for once.
            above = self._resolved.get((start, directory))
            if above is None:
                above = self._resolved[start, directory] = self._walk(start, directory)
            if not above.problem:
                here = f"{above.dest}/{name}"
                if here in self.placed_by_dest and here not in self.links:
                    return Resolved(dest=here, hops=above.hops)
                return self._walk(above.dest, name, above.hops)
        return self._walk(start, target)

    def _walk(self, start: str, target: str, hops: int = 0) -> Resolved:
        at = start.split("/") if start and not target.startswith("/") else []
        todo = target.split("/")[::-1]
        while todo:
            part = todo.pop()
            if part == ".." and not at:
                return Resolved(dest="", problem="outside")
            if part == "..":
                at.pop()
            if part in ("", ".", ".."):
                continue
            here = "/".join((*at, part))
            link = self.links.get(here)
            if link is not None:
                hops += 1
                at = [] if link.startswith("/") else at
                todo.extend(link.split("/")[::-1])
            elif self.exists(here):
                at.append(part)
            else:
                return self._ended("/".join(at), here)
            if hops > _MAX_HOPS:
                return Resolved(dest=here, problem="loop")
        dest = "/".join(at)
        problem = "" if self._is_inside(dest) else "outside"
        return Resolved(dest=dest, problem=problem, hops=hops)

    def _ended(self, last: str, missing: str) -> Resolved:
        above = not self.root or self.root.startswith(f"{missing}/")
        inside = above or self._is_inside(missing)
        return Resolved(dest=last, problem="missing" if inside else "outside")

    def _is_inside(self, dest: str) -> bool:
        """Tells whether a dest is below the root, or what a layer has elsewhere: certificates."""
        below = not self.root or dest == self.root or dest.startswith(f"{self.root}/")
        return below or dest in self.placed_by_dest

    def _add_directories(self, dest: str) -> None:
        while dest not in self.directories:
            self.directories.add(dest)
            dest = _parent(dest)


def read_tree(root: str, layers: Iterable[PlannedLayer]) -> Tree:
    """Reads the listings of all layers.

    Args:
        root: where the components land.
        layers: the layers of a plan, in order.

    Raises:
        SchemaError: if a listing is not one.
    """
    return Tree(
        root,
        (
            placed
            for position, layer in enumerate(layers)
            for placed in placed_in(read_listing(layer.listing), position)
        ),
    )


def placed_in(listing: Listing, position: int) -> Iterator[Placed]:
    """Yields the entries of one layer.

    Args:
        listing: of the layer.
        position: of the layer in the plan, from 0.
    """
    stop_if_cancelled()
    layer, components = listing.header.layer, listing.components
    for entry in listing.entries:
        component = components[entry.component]
        copies = tuple(components[copy.component] for copy in entry.copies)
        yield Placed(
            entry=entry, component=component, layer=layer, position=position, copies=copies
        )


def _parent(dest: str) -> str:
    return dest.rpartition("/")[0]
