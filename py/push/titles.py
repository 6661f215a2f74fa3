"""What people call the blobs of an image: the words of its history, where that is ours."""

from collections.abc import Mapping
from typing import Any

from images.image import Image
from images.layout import Layout

_OURS = "rules_py_layers"
_SHOWN_CHARACTERS = 60


def titles(layout: Layout) -> Mapping[str, str]:
    """Returns a title for every digest of a layout.

    Args:
        layout: of one image or several.
    """
    found: dict[str, str] = {}
    for image in layout.images:
        found[image.manifest.digest] = f"manifest {image.platform}"
        found[image.config.digest] = f"config {image.platform}"
        for layer, entry in zip(image.layers, _entries(image), strict=True):
            found.setdefault(layer.digest, _title(entry))
    if layout.is_index:
        found[layout.top.digest] = "index"
    return found


def _entries(image: Image) -> list[Any]:
    """Returns the entry of the history for each layer; empty ones where it does not fit them."""
    history = image.config_json.get("history")
    entries = [one for one in history or [] if isinstance(one, dict) and not one.get("empty_layer")]
    return entries if len(entries) == len(image.layers) else [{}] * len(image.layers)


def _title(entry: Mapping[str, Any]) -> str:
    if entry.get("comment") != _OURS:
        return "layer of the base"
    *name, label = str(entry.get("created_by") or "layer").split(" ")
    # A package's label says nothing that its name does not.
    words = name if len(name) > 1 and "//" in label else [*name, label]
    return " ".join(words)[:_SHOWN_CHARACTERS]
