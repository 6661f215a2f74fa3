"""`layers bucket`: from members that images share to one layer, without compressing again.

What is joined is the first `body_size` bytes of each: the end of an archive is a frame of its own
after them, and most readers of tars stop at the first end they meet.
"""

from __future__ import annotations

import contextlib

from layers.arguments import Command, Option, parse
from layers.compression import COMPRESSIONS, compression_of
from layers.execution_root import located
from layers.joining import Part, join
from layers.kernel_copy import write
from layers.layer_file import END_OF_ARCHIVE, compressed_end
from layers.members import read_members
from layers.outputs import whole_files
from layers.plans import read_record
from layers.records import Bucket, Descriptor, ListingHeader, encode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.compression import Compression
    from layers.members import Member
    from layers.records import Component

_COMMAND = Command(
    name="bucket",
    summary="joins layers, as they are compressed, to one layer",
    options=(
        Option(name="--bucket", meaning="JSON: Bucket, the layers in order"),
        Option(name="--tar", meaning="the layer to write"),
        Option(name="--descriptor", meaning="JSON to write: Descriptor"),
        Option(name="--listing", meaning="JSON lines to write: ListingHeader, ListingEntry"),
        Option(name="--compression", meaning=f"of the members: one of {', '.join(COMPRESSIONS)}"),
    ),
)


def run(argv: Sequence[str]) -> None:
    """Writes one layer from several.

    Args:
        argv: the arguments of the command.

    Raises:
        LayersError: if the members do not fit together, or the disk does not allow it.
    """
    options = parse(_COMMAND, argv)
    compression = compression_of(options["compression"], "")
    bucket = read_record(Bucket, options["bucket"])
    members = read_members(bucket, compression.media_type)
    with whole_files(options["tar"], options["descriptor"], options["listing"]) as parts:
        descriptor = _write_tar(members, compression, parts[0]).replace(
            layer=bucket.layer,
            src=options["tar"],
            components=tuple(c for member in members for c in member.listing.components),
        )
        with open(parts[1], "w", encoding="utf-8", newline="\n") as out:
            out.write(encode(descriptor))
        _write_listing(bucket.layer, members, parts[2])


def _write_tar(members: Sequence[Member], compression: Compression, dest: str) -> Descriptor:
    """Returns what there is to say about the file."""
    end = compressed_end(compression.compress)
    with contextlib.ExitStack() as stack:
        files = [stack.enter_context(open(located(member.src), "rb")) for member in members]
        to = stack.enter_context(open(dest, "wb")).fileno()
        joined = join(
            [
                Part(fd=file.fileno(), src=member.src, descriptor=member.descriptor)
                for file, member in zip(files, members, strict=True)
            ],
            to,
        )
        write(to, end)
    joined.digest.update(end)
    joined.diff_id.update(END_OF_ARCHIVE)
    return Descriptor(
        media_type=compression.media_type,
        digest=f"sha256:{joined.digest.hexdigest()}",
        diff_id=f"sha256:{joined.diff_id.hexdigest()}",
        size=joined.size + len(end),
        uncompressed_size=joined.uncompressed_size + len(END_OF_ARCHIVE),
        body_size=joined.size,
        file_count=sum(member.descriptor.file_count for member in members),
        content_size=sum(member.descriptor.content_size for member in members),
    )


def _write_listing(layer: Component, members: Sequence[Member], dest: str) -> None:
    """Joins listings; an entry's component counts from the first of its member."""
    header = ListingHeader(
        layer=layer,
        root=members[0].listing.header.root,
        components=tuple(c for member in members for c in member.listing.components),
    )
    with open(dest, "w", encoding="utf-8", newline="\n") as out:
        out.write(encode(header))
        first = 0
        for member in members:
            out.writelines(
                encode(entry.replace(component=first + entry.component))
                for entry in member.listing.entries
            )
            first += len(member.listing.components)
