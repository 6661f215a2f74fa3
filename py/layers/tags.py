"""`layers tags`: the tags that an image is pushed under, one a line, each once."""

from __future__ import annotations

from pathlib import Path

from layers.arguments import Command, Option, parse
from layers.errors import ImageError
from layers.oci.stamping import STATUS_OPTIONS, Status, read_status
from layers.outputs import whole_files
from layers.plans import read_record
from layers.records import TagsRequest
from layers.references import is_tag
from layers.serving.execution_root import located

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_COMMAND = Command(
    name="tags",
    summary="writes the tags that an image is pushed under",
    options=(
        Option(name="--request", meaning="JSON: TagsRequest"),
        *STATUS_OPTIONS,
        Option(name="--out", meaning="text to write: one tag a line"),
    ),
)


def run(argv: Sequence[str]) -> None:
    """Writes the tags that this build knows.

    Args:
        argv: the arguments of the command.

    Raises:
        LayersError: if one is no tag, or names a key that the workspace status lacks.
    """
    options = parse(_COMMAND, argv)
    request = read_record(TagsRequest, options["request"])
    tag_by_place = dict(_tags(request, read_status(options)))
    wrong = [f"{place}: {tag!r}" for place, tag in tag_by_place.items() if not is_tag(tag)]
    if wrong:
        raise ImageError(
            f"tags {request.label}: expected up to 128 letters, digits and `_` `.` `-`, the first "
            f"no `.` or `-`, got {len(wrong)} that are no tags",
            evidence=wrong,
            fix=f"Change the `remote_tags` of {request.label}: a registry and a repository do not "
            "belong to a tag.",
        )
    with whole_files(options["out"]) as (part,):
        lines = (f"{tag}\n" for tag in dict.fromkeys(tag_by_place.values()))
        Path(part).write_text("".join(lines), encoding="utf-8")


def _tags(request: TagsRequest, status: Status) -> Iterator[tuple[str, str]]:
    """Yields where each tag was written, and the tag."""
    for text in request.tags:
        tag = status.filled(text, f"tags {request.label}")
        if tag is not None:
            yield repr(text), tag
    if request.src:
        lines = Path(located(request.src)).read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines, start=1):
            if line:
                yield f"{request.src}:{number}", line
