"""`layers bucket`: from members that images share to one layer, frame by frame as they are.

What is joined is the first `body_size` bytes of each: the end of an archive is a frame of its own
after them, and most readers of tars stop at the first end they meet. What several members have is
joined once: see `layers.buckets.repeated`.
"""

from __future__ import annotations

import contextlib

from layers.arguments import Command, Option, parse
from layers.buckets.joining import Part, join
from layers.buckets.members import read_members
from layers.buckets.repeated import without_repeated
from layers.outputs import whole_files
from layers.records import Bucket, Descriptor, ListingHeader, decode, encode
from layers.serving.execution_root import located
from layers.tar.compression import COMPRESSIONS, compression_of
from layers.tar.written_layer import LAYER_OPTIONS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from layers.buckets.joining import Joined
    from layers.buckets.members import Member
    from layers.buckets.repeated import Kept
    from layers.record import Record
    from layers.tar.compression import Compression

_COMMAND = Command(
    name="bucket",
    summary="joins layers to one layer, without compressing again what only one has",
    options=(
        Option(name="--bucket", meaning="JSON itself, no file: Bucket, the layers in order"),
        *LAYER_OPTIONS,
        Option(name="--compression", meaning=f"of the members: one of {', '.join(COMPRESSIONS)}"),
        Option(name="--level", meaning="of the members", required=False),
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
    compression = compression_of(options["compression"], options["level"])
    bucket = decode(Bucket, options["bucket"], "the value of --bucket")
    members = read_members(bucket, compression.media_type)
    kept = without_repeated(members)
    with whole_files(options["tar"], options["descriptor"], options["listing"]) as parts:
        joined = _write_tar(members, kept, compression, parts[0])
        components = tuple(c for member in members for c in member.listing.components)
        descriptor = Descriptor(
            layer=bucket.layer,
            media_type=compression.media_type,
            digest=joined.digest,
            diff_id=joined.diff_id,
            size=joined.size,
            uncompressed_size=joined.uncompressed_size,
            body_size=joined.body_size,
            file_count=sum(entry.type != "directory" for entry in kept.entries),
            content_size=sum(entry.size for entry in kept.entries),
            src=options["tar"],
            components=components,
        )
        root = members[0].listing.header.root
        header = ListingHeader(layer=bucket.layer, root=root, components=components)
        _write_lines(parts[1], [descriptor])
        _write_lines(parts[2], [header, *kept.entries])


def _write_tar(
    members: Sequence[Member], kept: Kept, compression: Compression, dest: str
) -> Joined:
    with contextlib.ExitStack() as stack:
        files = [stack.enter_context(open(located(member.src), "rb")) for member in members]
        to = stack.enter_context(open(dest, "wb")).fileno()
        parts = [
            Part(
                fd=file.fileno(),
                src=member.src,
                descriptor=member.descriptor,
                entry_count=len(member.listing.entries),
                left_out=left_out,
            )
            for file, member, left_out in zip(files, members, kept.left_out, strict=True)
        ]
        return join(parts, compression, to)


def _write_lines(dest: str, records: Iterable[Record]) -> None:
    with open(dest, "w", encoding="utf-8", newline="\n") as out:
        out.writelines(map(encode, records))
