"""What people call layers: the words of the image's history, where that is ours."""

from collections.abc import Mapping
from typing import Any

from layers.oci.config import COMMENT

from images.image import Image

_SHOWN_CHARACTERS = 60


def layer_titles(image: Image) -> Mapping[str, str]:
    """Returns a title for the digest of every layer that is ours: "pypi fastapi 0.115.0".

    Args:
        image: of a layout.
    """
    history = image.config_json.get("history")
    entries = [one for one in history or [] if isinstance(one, dict) and not one.get("empty_layer")]
    if len(entries) != len(image.layers):
        return {}
    return {
        layer.digest: _title(entry)
        for layer, entry in zip(image.layers, entries, strict=True)
        if entry.get("comment") == COMMENT
    }


def _title(entry: Mapping[str, Any]) -> str:
    *name, label = str(entry.get("created_by") or "layer").split(" ")
    # A package's label says nothing that its name does not.
    words = name if len(name) > 1 and "//" in label else [*name, label]
    return " ".join(words)[:_SHOWN_CHARACTERS]
