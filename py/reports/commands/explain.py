"""`layers explain`: why something is in an image, and in which layer."""

import argparse
from collections import Counter
from collections.abc import Sequence
from typing import Any

from layers.graph import Graph
from layers.human_size import human_size
from layers.records import Component

from reports.commands.arguments import add_image_options, add_parser, opened
from reports.commands.explain_json import answer_json
from reports.model import Image
from reports.model.explanation import brought_by, chain_to, savings_without
from reports.model.packages import Package
from reports.model.query import Answer, Found, ask
from reports.printing import counted, print_json, print_lines

_SHOWN = 10
_DETAILED = 3
"""Files that are told of one by one."""

_NO_GRAPH = "not known: name the report, <name>.layers.json, which has the dependencies"
_NOT_OURS = "not known: an image that others built tells no dependencies"
_OF_BASE = "the base image has it"
_NO_TARGET = "no target names it: the package that its path lies in decided"

Lines = list[str]


def add_command(commands: Any) -> None:
    """Adds the command to a parser."""
    parser = add_parser(
        commands,
        "explain",
        summary="why a file, package or target is in an image, and in which layer",
        details="""\
Prints the layer, the origin, the fact that decided it, the target that owns it, and the shortest
chain of dependencies from the binary. Of a package also who else brings it, and what the image
saves without it.

QUERY is one of
  a file in the image  app/runfiles/_main/lib/greeting.py, or its end: lib/greeting.py
  a glob               '*.so'
  a package            fastapi
  a label              //lib:greeting, @pypi//fastapi""",
    )
    parser.add_argument("image", metavar="IMAGE")
    parser.add_argument("query", metavar="QUERY")
    add_image_options(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Prints the answer.

    Raises:
        LayersError: if the image cannot be read, or has nothing that is asked for.
    """
    image = opened(options.image, options)
    graph = Graph(image.binary, image.targets)
    answer = ask(image, options.query)
    if options.json:
        print_json(answer_json(image, graph, answer))
        return
    lines: Lines = []
    for package in answer.packages:
        lines += _package(image, graph, package)
    if answer.label:
        lines += [answer.label, *_chain(image, graph, answer.label)]
    if len(answer.files) <= _DETAILED:
        for found in answer.files:
            lines += _file(image, graph, found)
    else:
        lines += _many(image, answer)
    for runfile in answer.replaced:
        lines += [runfile.path, _fact("layer", f"none holds it: {runfile.replaced}")]
    print_lines(lines)


def _package(image: Image, graph: Graph, package: Package) -> Lines:
    component = package.components[0]
    size = human_size(package.content_size)
    lines = [
        package.title,
        *(_layer(image, position) for position in package.positions),
        _fact("files", f"{len(package.entries):,}, {size}"),
        *_origin(component),
        *_why(image, graph, component.label, package.positions),
    ]
    if not graph:
        return lines
    titles = _titles(image)
    lines += [_fact("named by", _titled(label, titles)) for label in brought_by(graph, package)]
    savings = savings_without(image, graph, package)
    others = [one.title for one in savings.packages if one.name != package.name]
    with_it = f", with {', '.join(others)}" if others else ""
    lines.append(
        _fact(
            "without it",
            f"the image saves {human_size(savings.content_size)} of files{with_it}; "
            f"{human_size(savings.layer_size)} of layers",
        )
    )
    return [*lines, *(_fact("and also", label) for label in savings.others)]


def _file(image: Image, graph: Graph, found: Found) -> Lines:
    entry = found.entry
    what = (
        f"link to {entry.target}"
        if entry.type == "link"
        else f"{entry.size:,} bytes, mode {entry.mode:04o}, sha256:{entry.sha256}"
    )
    return [
        entry.dest,
        _fact("what", what),
        _layer(image, found.position),
        *_origin(found.component),
        *([_fact("from", entry.src)] if entry.src else []),
        *(_fact("also of", copy.label) for copy in found.copies),
        *_why(image, graph, found.component.label, [found.position]),
    ]


def _many(image: Image, answer: Answer) -> Lines:
    """Returns a summary of many files: by layer, and the first of them."""
    counts = Counter(
        (one.position, one.component.label or one.component.name) for one in answer.files
    )
    size = human_size(sum(one.entry.size for one in answer.files))
    lines = [f"{counted(len(answer.files), 'file')}, {size}"]
    for (position, owner), count in counts.most_common(_SHOWN):
        lines.append(
            _fact(f"{count:,}", f"{_layer_words(image, position)}, of {owner or 'no package'}")
        )
    if len(counts) > _SHOWN:
        lines.append(_fact("…", f"and {counted(len(counts) - _SHOWN, 'more owner')}"))
    lines += [f"  {one.entry.dest}" for one in answer.files[:_SHOWN]]
    left = len(answer.files) - _SHOWN
    return [*lines, *([f"  … and {counted(left, 'more file')}"] if left > 0 else [])]


def _origin(component: Component) -> Lines:
    lines = []
    if component.origin:
        fact = f": {component.fact}" if component.fact else ""
        lines.append(_fact("origin", f"{component.origin}{fact}"))
    if component.label:
        lines.append(_fact("owner", component.label))
    if component.licenses:
        lines.append(_fact("licence", "; ".join(component.licenses)))
    return lines


def _why(image: Image, graph: Graph, label: str, positions: Sequence[int]) -> Lines:
    """Returns why something of some layers is there."""
    if all(image.layers[position].is_base for position in positions):
        return [_fact("why", _OF_BASE)]
    return _chain(image, graph, label)


def _chain(image: Image, graph: Graph, label: str) -> Lines:
    if not graph:
        ours = any(layer.component.origin for layer in image.layers)
        return [_fact("why", _NO_GRAPH if ours else _NOT_OURS)]
    chain = chain_to(image, graph, label)
    if not chain:
        return [_fact("why", _NO_TARGET)]
    titles = _titles(image)
    first, *rest = (_titled(one, titles) for one in chain)
    return [_fact("why", first), *(_fact("", f"→ {one}") for one in rest)]


def _titles(image: Image) -> dict[str, str]:
    """Returns what the packages are called, by their labels."""
    return {
        component.label: f"{component.name} {component.version}".rstrip()
        for layer in image.layers
        for component in layer.contents.components
        if component.origin == "pypi" and component.label
    }


def _titled(label: str, titles: dict[str, str]) -> str:
    return f"{titles[label]} ({label})" if label in titles else label


def _layer(image: Image, position: int) -> str:
    layer = image.layers[position]
    digest = layer.descriptor.digest or "not built"
    words = f"{_layer_words(image, position)}, {human_size(layer.size)}, {digest}"
    return _fact("layer", words)


def _layer_words(image: Image, position: int) -> str:
    layer = image.layers[position]
    return f"{position + 1} of {len(image.layers)}: {layer.origin} {layer.name}"


def _fact(name: str, value: str) -> str:
    return f"  {name.ljust(10)} {value}"
