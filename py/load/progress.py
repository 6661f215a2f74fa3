"""What is said on the way: each layer that is sent, by its name and size."""

import sys
from collections.abc import Sequence

from images.blobs import Blob
from images.image import Image
from images.titles import layer_titles
from layers.human_size import human_size

_SHOWN_DIGEST = len("sha256:") + 12


def counted(layers: Sequence[Blob]) -> str:
    """Returns how many layers there are and how large they are: "2 layers, 1.2 kB"."""
    size = human_size(sum(layer.size for layer in layers))
    return f"{len(layers)} layer{'s' * (len(layers) != 1)}, {size}"


def say(line: str) -> None:
    """Writes one line to stderr."""
    sys.stderr.write(f"load: {line}\n")
    sys.stderr.flush()


class Progress:
    """Lines on stderr, and what they told of."""

    def __init__(self, image: Image) -> None:
        """Learns what the layers are called; those of a base, by their digests."""
        self.sent: list[Blob] = []
        self._titles = layer_titles(image)

    def sending(self, layer: Blob) -> None:
        """Tells of a layer that is on its way."""
        self.sent.append(layer)
        title = self._titles.get(layer.digest, layer.digest[:_SHOWN_DIGEST])
        say(f"sending {human_size(layer.size):>8}  {title}")
