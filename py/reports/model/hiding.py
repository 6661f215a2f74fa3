"""What is left of layers below others: whiteouts of images that others built hide files.

Source: https://github.com/opencontainers/image-spec/blob/v1.1.0/layer.md#whiteouts
"""

import itertools
from collections.abc import Collection, Iterable, Sequence

from layers.records import ListingEntry

from reports.model.image import Layer

Held = dict[str, tuple[ListingEntry, Layer]]
"""What is at a dest, and the layer that puts it there."""


def held_by(layers: Iterable[Layer]) -> Held:
    """Returns what is at each dest once layers are unpacked in order, directories apart."""
    held: Held = {}
    for layer in layers:
        contents = layer.contents
        if contents.removed:
            _hide(held, frozenset(contents.removed))
        held |= {entry.dest: (entry, layer) for entry in contents.entries}
    return held


def left_of(layers: Sequence[Layer]) -> list[Sequence[ListingEntry]]:
    """Returns the entries of each layer that are still there once all are unpacked.

    Args:
        layers: the lowest first. Those above the last that hides something keep all they have:
            layers of ours may have the same file, which is of both.
    """
    hiding = [number for number, layer in enumerate(layers, start=1) if layer.contents.removed]
    below = hiding[-1] if hiding else 0
    held = held_by(layers[:below])
    return [
        *(
            [entry for entry in layer.contents.entries if held.get(entry.dest) == (entry, layer)]
            for layer in layers[:below]
        ),
        *(layer.contents.entries for layer in layers[below:]),
    ]


def _hide(held: Held, removed: Collection[str]) -> None:
    """Takes out what whiteouts of a layer hide of those below it."""
    for dest in [dest for dest in held if any(one in removed for one in _with_above(dest))]:
        del held[dest]


def _with_above(dest: str) -> Iterable[str]:
    """Yields the directories that a dest is in, "" for the image's root, and the dest."""
    return itertools.chain([""], itertools.accumulate(dest.split("/"), "{}/{}".format))
