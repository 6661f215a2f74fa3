"""What the page's scripts know of an image: one value of JSON, files as columns.

Twenty thousand files are one list for each of what is known of them, and a folder is named once: a
third of the bytes of one object for each file. assets/report.js reads it.
"""

import dataclasses
from typing import Any

from layers.graph import Graph
from layers.printable import printable
from layers.records import Component, ListingEntry
from reports.model import Image, Layer
from reports.model.difference import Difference
from reports.model.explanation import chain_to

from page.shown import component_title, layer_title

_LINK = "link"


def page_data(image: Image, difference: Difference | None) -> dict[str, Any]:
    """Returns what is shown by scripts. All texts are printable.

    Args:
        image: the report's.
        difference: from the baseline to it, where one is given.

    Raises:
        LayersError: if a layer cannot be read.
    """
    kinds = _kinds_by_position(difference)
    columns = _Columns()
    layers = []
    for position, layer in enumerate(image.layers):
        components = columns.add(position, layer)
        layers.append(_layer(layer, components) | {"change": kinds.get(position, "")})
    graph = Graph(image.binary, image.targets)
    return {
        "components": [_component(one, image, graph) for one in columns.components.values()],
        "files": columns.files,
        "folders": [printable(folder) for folder in columns.folders],
        "layers": layers,
        "links": columns.links,
    }


@dataclasses.dataclass
class _Component:
    number: int
    component: Component
    origin: str
    layers: dict[int, None] = dataclasses.field(default_factory=dict)


class _Columns:
    """The files of all layers, one list for each of what is known of them."""

    def __init__(self) -> None:
        self.components: dict[tuple[str, ...], _Component] = {}
        self.folders: dict[str, int] = {}
        self.links: dict[int, str] = {}
        """Where a link points, by the number of the file."""
        self.files: dict[str, list[Any]] = {
            name: [] for name in ("component", "folder", "layer", "name", "size")
        }

    def add(self, position: int, layer: Layer) -> list[int]:
        """Takes the files of one layer.

        Returns:
            The numbers of its components.
        """
        held = [self._component(position, layer, one) for one in layer.contents.components]
        for entry in layer.contents.entries:
            self._add_file(position, held[entry.component], entry)
        return list(dict.fromkeys(held))

    def _add_file(self, position: int, component: int, entry: ListingEntry) -> None:
        folder, _, name = entry.dest.rpartition("/")
        if entry.type == _LINK:
            self.links[len(self.files["name"])] = printable(entry.target)
        self.files["component"].append(component)
        self.files["folder"].append(self.folders.setdefault(folder, len(self.folders)))
        self.files["layer"].append(position)
        self.files["name"].append(printable(name))
        self.files["size"].append(entry.size)

    def _component(self, position: int, layer: Layer, component: Component) -> int:
        """Returns the number of a component; the parts of one are one."""
        origin = component.origin or layer.origin
        key = (origin, component.name, component.version, component.label)
        new = _Component(len(self.components), component, origin)
        known = self.components.setdefault(key, new)
        known.layers[position] = None
        return known.number


def _layer(layer: Layer, components: list[int]) -> dict[str, Any]:
    said = layer.descriptor
    return {
        "components": components,
        "diff_id": said.diff_id,
        "digest": said.digest,
        "fact": printable(layer.component.fact or layer.history),
        "origin": layer.origin,
        "size": said.size,
        "title": layer_title(layer),
    }


def _component(known: _Component, image: Image, graph: Graph) -> dict[str, Any]:
    component = known.component
    return {
        "chain": [printable(label) for label in chain_to(image, graph, component.label)],
        "fact": printable(component.fact),
        "label": printable(component.label),
        "layers": list(known.layers),
        "licenses": [printable(text) for text in component.licenses],
        "origin": known.origin,
        "title": component_title(component),
    }


def _kinds_by_position(difference: Difference | None) -> dict[int, str]:
    if difference is None:
        return {}
    return {
        change.new_position: change.kind
        for change in difference.layers
        if change.new_position is not None
    }
