"""What a layer action wrote beside its tar: the descriptor and the listing, known by their names.

Blobs of a layout that Bazel built are links to the layers, so they lead to these files.
"""

import dataclasses
import functools
from collections.abc import Callable
from pathlib import Path

from layers.errors import SchemaError
from layers.listings import read_listing
from layers.plans import read_record
from layers.records import Descriptor

from reports.model import Contents

_EXTENSIONS = (".tar", ".tar.gz", ".tar.zst")


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """What is known of a layer without its tar."""

    descriptor: Descriptor
    contents: Callable[[], Contents]


def facts_beside(blob: Path, digest: str) -> Facts | None:
    """Returns what the action of a layer said of it.

    Args:
        blob: the layer, or a link to it.
        digest: of the layer.

    Returns:
        `None` where the files are not there, or are those of another layer.
    """
    layer = blob.resolve()
    for extension in _EXTENSIONS:
        stem = layer.name.removesuffix(extension)
        descriptor_file = layer.with_name(f"{stem}.descriptor.json")
        listing_file = layer.with_name(f"{stem}.listing.jsonl")
        if stem != layer.name and descriptor_file.is_file() and listing_file.is_file():
            descriptor = _descriptor(descriptor_file)
            if descriptor and descriptor.digest == digest:
                contents = functools.partial(_contents, descriptor, listing_file)
                return Facts(descriptor=descriptor, contents=contents)
    return None


def _descriptor(file: Path) -> Descriptor | None:
    """Reads a descriptor; one of another version tells nothing, and the tar is read instead."""
    try:
        return read_record(Descriptor, str(file))
    except SchemaError:
        return None


def _contents(descriptor: Descriptor, listing_file: Path) -> Contents:
    listing = read_listing(str(listing_file))
    return Contents(
        components=listing.components,
        entries=tuple(entry for entry in listing.entries if entry.type != "directory"),
        uncompressed_size=descriptor.uncompressed_size,
    )
