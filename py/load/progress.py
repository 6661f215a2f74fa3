"""What is said on the way: each layer that is sent, by its name and size."""

import sys
from collections.abc import Sequence

from images.blobs import Blob
from images.image import Image
from reports.sizes import human_size

_SHOWN_DIGEST = len("sha256:") + 12
_SHOWN_NAME = 60


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
        """Learns what the layers are called: as the image's history says, or by their digests."""
        self.sent: list[Blob] = []
        history = image.config_json.get("history") or []
        made = [one.get("created_by", "") for one in history if not one.get("empty_layer")]
        self._names = {layer.digest: layer.digest[:_SHOWN_DIGEST] for layer in image.layers}
        if len(made) == len(image.layers):
            named = zip(image.layers, made, strict=True)
            self._names |= {layer.digest: _short(name) for layer, name in named if name}

    def sending(self, layer: Blob) -> None:
        """Tells of a layer that is on its way."""
        self.sent.append(layer)
        say(f"sending {human_size(layer.size):>8}  {self._names[layer.digest]}")


def _short(name: str) -> str:
    """Returns a name in one line; of a package without its label."""
    words = [word for word in name.split() if not word.startswith("@@")]
    return " ".join(words if len(words) > 1 else name.split())[:_SHOWN_NAME]
