"""The model as JSON: what programs read from `--json`. Fields that are not known are left out."""

from typing import Any

from layers.records import Component, ListingEntry

from reports.model.image import Image, Layer
from reports.model.measuring import measured
from reports.model.packages import Package


def image_json(image: Image, *, pull: bool = False) -> dict[str, Any]:
    """Returns an image: its layers in order, and sums over them.

    Args:
        image: any.
        pull: also what has to be read from a registry.
    """
    layers = [layer_json(position, layer, pull=pull) for position, layer in enumerate(image.layers)]
    sums = {
        name: sum(layer[name] for layer in layers)
        for name in ("size", "uncompressed_size", "file_count", "content_size")
        if all(name in layer for layer in layers)
    }
    return _known(
        {
            "source": image.source,
            "label": image.label,
            "binary": image.binary,
            "platform": image.platform,
            "image": image.place,
            "budget": image.budget,
            **sums,
            "layers": layers,
            "duplicates": [
                {"dest": one.dest, "layers": list(one.layers)} for one in image.duplicates
            ],
            "replaced": [
                _known({"path": one.path, "src": one.src, "replaced": one.replaced})
                for one in image.replaced
            ],
        }
    )


def layer_json(position: int, layer: Layer, *, pull: bool = False) -> dict[str, Any]:
    """Returns one layer; its position counts from 1."""
    said, found = layer.descriptor, measured(layer, pull=pull)
    return _known(
        {
            "position": position + 1,
            "title": layer.name,
            **component_json(layer.component),
            "origin": layer.origin,
            "media_type": said.media_type,
            "digest": said.digest,
            "diff_id": said.diff_id,
            "size": said.size if said.digest else None,
            "uncompressed_size": found.uncompressed_size,
            "file_count": found.file_count,
            "content_size": found.content_size,
            "history": layer.history,
            "components": [component_json(component) for component in said.components],
        }
    )


def component_json(component: Component) -> dict[str, Any]:
    """Returns what is known of a component."""
    value = {name: getattr(component, name) for name in component.field_types}
    return _known(value | {"licenses": list(component.licenses)})


def package_json(package: Package) -> dict[str, Any]:
    """Returns one package."""
    return _known(
        {
            "name": package.name,
            "version": package.version,
            "label": package.label,
            "layers": [position + 1 for position in package.positions],
            "file_count": len(package.entries),
            "content_size": package.content_size,
            "licenses": list(package.licenses),
        }
    )


def entry_json(entry: ListingEntry) -> dict[str, Any]:
    """Returns one file or link."""
    names = ("dest", "type", "mode", "size", "sha256", "target", "machine", "src")
    return _known({name: getattr(entry, name) for name in names})


def _known(value: dict[str, Any]) -> dict[str, Any]:
    return {name: one for name, one in value.items() if one not in (None, "", [], {})}
