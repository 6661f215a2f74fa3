"""What `layers diff --json` prints."""

from typing import Any

from reports.model.difference import Difference
from reports.model.file_changes import FileChange
from reports.model.image import Layer
from reports.model.layer_changes import LayerChange
from reports.model.package_changes import PackageChange
from reports.model.plain import entry_json


def difference_json(difference: Difference) -> dict[str, Any]:
    """Returns all of it: sizes in bytes, positions from 1, `null` where there is none."""
    return {
        "old": difference.old.source,
        "new": difference.new.source,
        "fetched_size": difference.fetched,
        "total_size": difference.total,
        "manifest_and_config_size": difference.new.around_size or None,
        "without_base": difference.without_base,
        "packages": [_package(change) for change in difference.packages],
        "layers": [_layer(change) for change in difference.layers],
        "files": [_file(change) for change in difference.files],
    }


def _package(change: PackageChange) -> dict[str, Any]:
    return {
        "name": change.name,
        "change": change.kind,
        "old_versions": [package.version for package in change.old],
        "new_versions": [package.version for package in change.new],
        "fetched_size": change.fetched,
        "alone": change.alone,
    }


def _layer(change: LayerChange) -> dict[str, Any]:
    return {
        "change": change.kind,
        "origin": change.layer.origin,
        "old": _side(change.old, change.old_position),
        "new": _side(change.new, change.new_position),
        "fetched_size": change.fetched,
    }


def _side(layer: Layer | None, position: int | None) -> dict[str, Any] | None:
    if layer is None or position is None:
        return None
    return {
        "position": position + 1,
        "name": layer.name,
        "digest": layer.descriptor.digest,
        "size": layer.size,
    }


def _file(change: FileChange) -> dict[str, Any]:
    return {
        "change": change.kind,
        "dest": change.dest,
        "layer": change.layer.name,
        "old": entry_json(change.old) if change.old else None,
        "new": entry_json(change.new) if change.new else None,
    }
