"""Where a tar goes that is measured and not written: its size, and the hashes of what is in it."""

from __future__ import annotations

from layers.tar.blocks import CHUNK_SIZE
from layers.tar.layer_file import END_OF_ARCHIVE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layers.tar.blocks import Hash


class CountedTar:
    """Takes the bytes of a tar as a `LayerFile` does, and keeps none."""

    def __init__(self) -> None:
        """Starts with the end of the archive, which nobody adds."""
        self.size = len(END_OF_ARCHIVE)
        """Bytes of the tar."""
        self._memory = memoryview(bytearray(CHUNK_SIZE))

    def add(self, data: bytes | memoryview) -> None:
        """Appends bytes."""
        self.size += len(data)

    def add_content(self, data: bytes | memoryview, digest: Hash) -> None:
        """Appends bytes of a file, and gives them to its hash."""
        digest.update(data)
        self.size += len(data)

    def room(self, after: int = 0) -> memoryview:  # noqa: ARG002 - headers are kept nowhere
        """Returns memory to read `CHUNK_SIZE` bytes into."""
        return self._memory

    def take(self, size: int, digest: Hash, header: bytes = b"") -> None:
        """Appends a header, and the bytes that are in the room.

        Args:
            size: of these bytes.
            digest: of the file.
            header: counted.
        """
        digest.update(self._memory[:size])
        self.size += len(header) + size

    def end_frame(self) -> None:
        """Does nothing: frames are the compressor's."""
