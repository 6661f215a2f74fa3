"""Outputs that appear whole or not at all.

Written beside their place under another name and renamed when they are complete, so that a full
disk or a killed process leaves nothing that looks finished.
"""

from __future__ import annotations

import contextlib
import os

from layers.errors import OutputError
from layers.serving.execution_root import located

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextlib.contextmanager
def whole_files(*dests: str) -> Iterator[tuple[str, ...]]:
    """Gives temporary paths for `dests`; renames all of them at the end, or removes all.

    Args:
        dests: files to make, in directories that exist.

    Yields:
        One path per dest, in the same order, in the same directory, to be opened as it is.

    Raises:
        OutputError: if the disk is full or a file cannot be written.
    """
    places = tuple(map(located, dests))
    parts = tuple(f"{place}.part" for place in places)
    try:
        yield parts
        for part, place in zip(parts, places, strict=True):
            os.rename(part, place)
    except BaseException as error:
        for path in (*parts, *places):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(path)
        if isinstance(error, OSError) and error.filename in (None, *parts, *places):
            raise _not_whole(dests[0], error) from error
        raise


@contextlib.contextmanager
def whole_directory(dest: str) -> Iterator[Path]:
    """Gives an empty directory that becomes `dest` at the end, or is removed.

    Args:
        dest: a directory that is absent or empty (Bazel makes it before the action).

    Yields:
        The directory to fill, to be opened as it is.

    Raises:
        OutputError: if the disk is full or the directory cannot be written.
    """
    import shutil  # noqa: PLC0415 - slow to import, and no need of the writing of a layer
    from pathlib import Path  # noqa: PLC0415

    place = Path(located(dest))
    part = Path(f"{place}.part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        part.mkdir(parents=True)
        yield part
        if place.is_dir():
            place.rmdir()
        part.rename(place)
    except OSError as error:
        shutil.rmtree(part, ignore_errors=True)
        raise _not_whole(dest, error) from error
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise


def _not_whole(dest: str, error: OSError) -> OutputError:
    return OutputError(
        f"{dest}: the output must be written whole, got {error.strerror!r}",
        fix="Make room on the disk or the directory writable, and build again.",
    )
