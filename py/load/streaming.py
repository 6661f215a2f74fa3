"""An image goes to an engine as a stream that leaves out what the engine says it has."""

from collections.abc import Callable, Collection, Sequence

from images.blobs import Blob
from images.image import Image

from load.archive import write_archive
from load.errors import EngineError
from load.programs import feed
from load.progress import Progress, say


def send(
    command: Sequence[str],
    image: Image,
    name: str,
    *,
    has: Collection[Blob] = (),
    check: Callable[[], None] = lambda: None,
) -> Sequence[Blob]:
    """Streams an image into a program.

    An engine that does not have what it seemed to have gets all.

    Args:
        command: reads the archive from its stdin.
        image: of a layout; its blobs are present.
        name: the whole reference.
        has: layers that are left out.
        check: raises EngineError if the engine did not take the image whole.

    Returns:
        The layers that were sent.

    Raises:
        LayersError: if the engine does not take it, or a layer is cut off.
    """
    try:
        sent = _feed(command, image, name, has)
        check()
    except EngineError as error:
        if not has:
            raise
        say(str(error))
        say("sending all layers")
        sent = _feed(command, image, name, ())
        check()
    return sent


def _feed(command: Sequence[str], image: Image, name: str, has: Collection[Blob]) -> Sequence[Blob]:
    progress = Progress(image)
    feed(
        command,
        lambda out: write_archive(out, image, name, without=has, sending=progress.sending),
    )
    return progress.sent
