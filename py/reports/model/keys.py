"""What two layers have in common if they are the same."""

import hashlib
from collections.abc import Iterable

from reports.model.image import Layer


class Keys:
    """Keys of layers that are compared.

    They are the digests. A report that was made without its layers has none: then all keys are
    hashes of what is known of the files.
    """

    def __init__(self, layers: Iterable[Layer]) -> None:
        """Decides.

        Args:
            layers: all that are compared.
        """
        self._has_digests = all(layer.descriptor.digest for layer in layers)
        self._key_by_id: dict[int, str] = {}

    def of(self, layer: Layer) -> str:
        """Returns the key of a layer.

        Raises:
            LayersError: if the layer has to be read for it, and cannot.
        """
        if self._has_digests:
            return layer.descriptor.digest
        if id(layer) not in self._key_by_id:
            self._key_by_id[id(layer)] = _hash(layer)
        return self._key_by_id[id(layer)]


def _hash(layer: Layer) -> str:
    entries = [(e.dest, e.type, e.mode, e.size, e.sha256, e.target) for e in layer.contents.entries]
    return hashlib.sha256(repr(sorted(entries)).encode()).hexdigest()
