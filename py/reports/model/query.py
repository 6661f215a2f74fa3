"""What a question is about: files, packages, targets; or what comes nearest.

Asked in this order: a file by its path in the image, a package, a label, a directory, the end of a
path, a glob.
"""

import dataclasses
import difflib
import fnmatch
import re
from collections.abc import Callable, Iterable, Iterator

from layers.records import Component, ListingEntry, Runfile
from layers.tree.metadata import normalised

from reports.errors import QueryError
from reports.model.hiding import left_of
from reports.model.image import Image
from reports.model.packages import Package, packages_of

_GLOB = re.compile(r"[*?\[]")
_HUB_LABEL = re.compile(r"@+[^/]*//([^:/]+)(?::[^:]+)?")
"""A package as a hub has it: @pypi//fastapi, @pypi//fastapi:pkg."""

_NEAREST = 8
_LOCATION = 40
"""Candidates that are looked at closely for one file name."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """One file or link of an image."""

    entry: ListingEntry
    component: Component
    copies: tuple[Component, ...]
    """Others that have it, with the same bytes, in the same layer."""

    position: int
    """Of its layer, from 0."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What a question is about: one of these is not empty."""

    files: tuple[Found, ...] = ()
    packages: tuple[Package, ...] = ()
    label: str = ""
    """Of a target; `files` are its."""

    replaced: tuple[Runfile, ...] = ()


def ask(image: Image, query: str) -> Answer:
    """Returns what a question is about.

    Args:
        image: of any kind; all its layers are read.
        query: a path in the image, a part of one from its end, a glob, a package, a label.

    Raises:
        QueryError: if nothing matches; names what comes nearest.
        LayersError: if a layer cannot be read.
    """
    files = list(_all_files(image))
    packages = packages_of(image)
    dest = query.strip("/")
    label = _label(image, files, query)
    questions: tuple[Callable[[], Answer], ...] = (
        lambda: Answer(files=_matching(files, lambda one: one == dest)),
        lambda: Answer(packages=_named(packages, query)),
        lambda: Answer(label=label, files=_owned(files, label)),
        lambda: Answer(files=_matching(files, lambda one: one.startswith(f"{dest}/"))),
        lambda: Answer(files=_matching(files, lambda one: one.endswith(f"/{dest}"))),
        lambda: Answer(replaced=_replaced(image, dest)),
        lambda: Answer(files=_globbed(files, dest)),
    )
    for question in questions:
        answer = question()
        if answer.files or answer.packages or answer.label or answer.replaced:
            return answer
    raise QueryError(
        f"{image.source}: expected a file, glob, package or label of this image, got {query!r}",
        evidence=[f"near: {one}" for one in _nearest(image, files, packages, query)],
        fix="Ask for one of these, or see all packages: layers show --packages",
    )


def _all_files(image: Image) -> Iterator[Found]:
    left = left_of(image.layers)
    for position, (layer, entries) in enumerate(zip(image.layers, left, strict=True)):
        components = layer.contents.components
        for entry in entries:
            yield Found(
                entry=entry,
                component=components[entry.component],
                copies=tuple(components[copy.component] for copy in entry.copies),
                position=position,
            )


def _matching(files: Iterable[Found], wanted: Callable[[str], bool]) -> tuple[Found, ...]:
    return tuple(one for one in files if wanted(one.entry.dest))


def _globbed(files: Iterable[Found], dest: str) -> tuple[Found, ...]:
    """Matches whole paths, or their ends: "*.so" is every library, "*" goes over "/"."""
    if not _GLOB.search(dest):
        return ()
    pattern = re.compile(fnmatch.translate(dest))
    end = re.compile(fnmatch.translate(f"*/{dest}"))
    return _matching(files, lambda one: bool(pattern.match(one) or end.match(one)))


def _named(packages: Iterable[Package], query: str) -> tuple[Package, ...]:
    hub = _HUB_LABEL.fullmatch(query)
    name = normalised(hub[1] if hub else query)
    return tuple(one for one in packages if name == one.name or query == one.label)


def _label(image: Image, files: Iterable[Found], query: str) -> str:
    """Returns the label that is meant, or "" for none: "//lib" is "//lib:lib"."""
    if not query.startswith(("//", "@")):
        return ""
    name = query if ":" in query else f"{query}:{query.rpartition('/')[2]}"
    known = {target.label for target in image.targets}
    known |= {one.component.label for one in files}
    return next((one for one in (query, name, f"@{name}") if one in known), "")


def _owned(files: Iterable[Found], label: str) -> tuple[Found, ...]:
    return tuple(
        one
        for one in files
        if label and label in (one.component.label, *(copy.label for copy in one.copies))
    )


def _replaced(image: Image, dest: str) -> tuple[Runfile, ...]:
    return tuple(one for one in image.replaced if one.path == dest or dest in one.path.split("/"))


def _nearest(
    image: Image, files: Iterable[Found], packages: Iterable[Package], query: str
) -> list[str]:
    name = query.strip("/").lower()
    named = {package.name for package in packages}
    named |= {one.component.label for one in files} | {target.label for target in image.targets}
    dests = [one.entry.dest for one in files if name in one.entry.dest.lower()][:_LOCATION]
    within = [one for one in sorted(named) if one and name in one.lower()]
    bases = {one.entry.dest.rpartition("/")[2] for one in files}
    close = difflib.get_close_matches(query, named | {b for b in bases if b[:1] == name[-20:][:1]})
    return [*dict.fromkeys([*within, *close, *dests])][:_NEAREST]
