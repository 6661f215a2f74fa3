"""What an OCI layout says, read without a tool."""

import json
from pathlib import Path
from typing import Any

_NOTE = "dev.rules_py_layers."


def entry_of(layout: Path) -> dict[str, Any]:
    """Returns the descriptor of the one image or index that index.json lists."""
    entry: dict[str, Any]
    (entry,) = json.loads((layout / "index.json").read_bytes())["manifests"]
    return entry


def manifest_of(layout: Path) -> dict[str, Any]:
    """Returns the manifest of the one image."""
    return blob_of(layout, entry_of(layout))


def blob_of(layout: Path, descriptor: dict[str, Any]) -> dict[str, Any]:
    """Returns a blob that is JSON."""
    content = (layout / "blobs" / descriptor["digest"].replace(":", "/")).read_bytes()
    found: dict[str, Any] = json.loads(content)
    return found


def config_of(layout: Path) -> dict[str, Any]:
    """Returns the config of the image."""
    return blob_of(layout, manifest_of(layout)["config"])


def layers_of(layout: Path) -> list[str]:
    """Returns "origin name" of each layer of ours, in order; the origin where there is no name."""
    notes = [layer.get("annotations", {}) for layer in manifest_of(layout)["layers"]]
    words = [(note[f"{_NOTE}origin"], note.get(f"{_NOTE}name", "")) for note in notes if note]
    return [" ".join(filter(None, each)) for each in words]
