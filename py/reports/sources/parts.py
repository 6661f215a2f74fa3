"""From the manifest and the config of an image to the model, wherever they came from.

What a layer holds is told by the files that its action wrote beside it, where they are; else its
tar is read.
"""

import dataclasses
import functools
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from layers.oci.written import ANNOTATION
from layers.records import Component, Descriptor

from reports.model import Contents, Image, Layer
from reports.sources.beside import facts_beside
from reports.sources.tar_layer import read_tar

_HISTORY_WIDTH = 60
_SHELL = ("/bin/sh -c #(nop) ", "/bin/sh -c ")
"""What builders write before what they did."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Parts:
    """An image in the words of OCI."""

    source: str
    """As the user named it."""

    platform: str
    layers: Sequence[Mapping[str, Any]]
    """The descriptors of the manifest: known media types, checked digests."""

    diff_ids: Sequence[str]
    """As many."""

    config: Mapping[str, Any]
    around_size: int
    """Bytes of manifest and config."""

    open: Callable[[str], BinaryIO]
    """Opens a blob by its digest."""

    path: Callable[[str], Path | None]
    """The file of a blob; `None` where it has to be pulled."""


def image_of(parts: Parts) -> Image:
    """Returns the image; no layer has been read."""
    ours = [_component(layer) for layer in parts.layers]
    first = next((n for n, component in enumerate(ours) if component.origin), len(ours))
    histories = [*_histories(parts.config), *itertools.repeat("", len(ours))]
    return Image(
        source=parts.source,
        platform=parts.platform,
        around_size=parts.around_size,
        layers=tuple(
            _layer(parts, number, ours[number], history, is_base=number < first < len(ours))
            for number, history in zip(range(len(ours)), histories, strict=False)
        ),
    )


def _layer(
    parts: Parts, number: int, component: Component, history: str, *, is_base: bool
) -> Layer:
    said = parts.layers[number]
    path = parts.path(said["digest"])
    facts = facts_beside(path, said["digest"]) if path and component.origin else None
    descriptor = Descriptor(
        layer=component,
        media_type=said["mediaType"],
        digest=said["digest"],
        diff_id=parts.diff_ids[number],
        size=said["size"],
    )
    return Layer(
        facts.descriptor if facts else descriptor,
        facts.contents if facts else functools.partial(_read, parts, descriptor),
        history=history,
        is_base=is_base,
        is_local=path is not None,
    )


def _read(parts: Parts, descriptor: Descriptor) -> Contents:
    with parts.open(descriptor.digest) as file:
        return read_tar(file, descriptor, parts.source)


def _component(layer: Mapping[str, Any]) -> Component:
    annotations = layer.get("annotations") or {}
    origin, name, version, label = (
        str(annotations.get(f"{ANNOTATION}{field}", ""))
        for field in ("origin", "name", "version", "label")
    )
    return Component(origin=origin, name=name, version=version, label=label)


def _histories(config: Mapping[str, Any]) -> Iterator[str]:
    """Yields what made each layer: the history's entries that made one."""
    for entry in config.get("history") or ():
        if not entry.get("empty_layer"):
            text = " ".join(str(entry.get("created_by", "")).split())
            for words in _SHELL:
                text = text.removeprefix(words)
            short = text[: _HISTORY_WIDTH - 1] + "…"
            yield text if len(text) <= _HISTORY_WIDTH else short
