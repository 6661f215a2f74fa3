"""What `layers explain --json` prints."""

from typing import Any

from layers.graph import Graph
from layers.records import Component

from reports.model import Image
from reports.model.explanation import brought_by, chain_to, savings_without
from reports.model.packages import Package
from reports.model.plain import component_json, entry_json, layer_json, package_json
from reports.model.query import Answer, Found


def answer_json(image: Image, graph: Graph, answer: Answer) -> dict[str, Any]:
    """Returns all that was found, no summary; `chain` is empty where it is not known."""
    return {
        "files": [_file(image, graph, found) for found in answer.files],
        "packages": [_package(image, graph, package) for package in answer.packages],
        "target": {"label": answer.label, "chain": chain_to(image, graph, answer.label)}
        if answer.label
        else None,
        "replaced": [{"path": one.path, "reason": one.replaced} for one in answer.replaced],
    }


def _file(image: Image, graph: Graph, found: Found) -> dict[str, Any]:
    return {
        **entry_json(found.entry),
        "layer": layer_json(found.position, image.layers[found.position]),
        **_reason(image, graph, found.component),
        "also_of": [component_json(copy) for copy in found.copies],
    }


def _package(image: Image, graph: Graph, package: Package) -> dict[str, Any]:
    value = {
        **package_json(package),
        "layers": [layer_json(n, image.layers[n]) for n in package.positions],
        **_reason(image, graph, package.components[0]),
    }
    if graph:
        savings = savings_without(image, graph, package)
        value["named_by"] = brought_by(graph, package)
        value["without_it"] = {
            "packages": [one.title for one in savings.packages],
            "targets": list(savings.others),
            "content_size": savings.content_size,
            "layer_size": savings.layer_size,
        }
    return value


def _reason(image: Image, graph: Graph, component: Component) -> dict[str, Any]:
    return {
        "owner": component_json(component),
        "chain": chain_to(image, graph, component.label),
    }
