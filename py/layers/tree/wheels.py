"""What a wheel says about itself in its *.dist-info directory: name, version, licence, scripts."""

import re
from collections.abc import Iterator, Sequence

from layers.dests import is_dest
from layers.errors import LayersError, ManifestError, raise_all
from layers.records import Component
from layers.tree.contents import bytes_of
from layers.tree.entry_points import SCRIPT_GROUPS, read_entry_points, script_text
from layers.tree.leaves import FileLeaf, Leaf, Tree
from layers.tree.manifest import shebang_of
from layers.tree.metadata import fields_of, licenses_of, normalised
from layers.tree.scripts import SCRIPT_DIRECTORY

_DIST_INFO = re.compile(r"((?:venv|runfiles/[^/]+)/site-packages/[^/]+\.dist-info)/(.*)", re.DOTALL)
"""Directly below an import root of a wheel: vendored packages have theirs further down."""


def with_wheels(tree: Tree) -> Tree:
    """Returns a tree whose wheels have names, versions and console scripts.

    Raises:
        ManifestError: if a wheel cannot be named or has entry points that cannot be scripts.
    """
    if all(component.origin != "pypi" for component in tree.components):
        return tree
    info = _dist_infos(tree)
    problems: list[LayersError] = []
    components, scripts = list(tree.components), list[Leaf]()
    present = {leaf.dest for leaf in tree.leaves}
    for index, component in enumerate(components):
        try:
            if component.origin == "pypi":
                components[index] = _named(component, info[index])
                scripts += _scripts(tree, index, info[index])
        except ManifestError as problem:
            problems.append(problem)
    raise_all(problems)
    return tree.replace(
        layer=_named_like(tree.layer, components),
        components=tuple(components),
        leaves=(*tree.leaves, *(leaf for leaf in scripts if leaf.dest not in present)),
    )


def _named_like(layer: Component, components: Sequence[Component]) -> Component:
    """Gives a layer of one wheel the name that was found for the wheel."""
    if layer.origin != "pypi" or len(components) > 1:
        return layer
    found = components[0]
    return layer.replace(name=layer.name or found.name, version=layer.version or found.version)


DistInfo = dict[str, dict[str, FileLeaf]]
"""Files by their name below a *.dist-info directory, by that directory's dest."""


def _dist_infos(tree: Tree) -> list[DistInfo]:
    found: list[DistInfo] = [{} for _ in tree.components]
    for leaf in tree.leaves:
        if ".dist-info/" in leaf.dest and isinstance(leaf, FileLeaf):
            match = _DIST_INFO.fullmatch(leaf.dest)
            if match:
                found[leaf.component].setdefault(match[1], {})[match[2]] = leaf
    return found


def _named(component: Component, info: DistInfo) -> Component:
    metadata = next(iter(info.values())).get("METADATA") if len(info) == 1 else None
    fields = fields_of(_text(metadata)) if metadata else {}
    name = component.name or normalised(fields.get("name", [""])[0])
    version = component.version or fields.get("version", [""])[0]
    if not (name and version):
        raise ManifestError(
            f"{component.label}: a wheel whose package cannot be named: expected one *.dist-info "
            f"directory with Name and Version in its METADATA, got {sorted(info)!r}",
            fix="Tag the target `pypi_name=<name>` and `pypi_version=<version>`, "
            "or unpack one wheel per target.",
        )
    return component.replace(name=name, version=version, licenses=licenses_of(fields))


def _scripts(tree: Tree, component: int, info: DistInfo) -> Iterator[FileLeaf]:
    for directory, files in info.items():
        leaf = files.get("entry_points.txt")
        if leaf is None or not directory.startswith("venv/"):
            continue
        for name, value in read_entry_points(_text(leaf), leaf.src):
            dest = f"{SCRIPT_DIRECTORY}/{name}"
            if "/" in name or not is_dest(dest):
                raise ManifestError(
                    f"{leaf.src}: expected names of files in {' and '.join(SCRIPT_GROUPS)}, "
                    f"got {name!r}"
                )
            text = shebang_of(tree.root) + b"\n" + script_text(name, value, leaf.src).encode()
            yield FileLeaf(dest=dest, component=component, text=text)


def _text(leaf: FileLeaf) -> str:
    return bytes_of(leaf).decode(errors="replace")
