"""What only a stamped build knows of an image: placeholders, filled from Bazel's workspace status.

`{KEY}` is the value of a key. `{KEY?}` is it too, and leaves the whole text out where the status
lacks the key. A build that does not stamp leaves out every text with a key in it, so that its
images do not change with the commit. `{CREATED}` is known to every build.

Source: https://bazel.build/docs/user-manual#workspace-status
"""

from __future__ import annotations

import re
import time
from pathlib import Path

from layers.arguments import Option
from layers.errors import ImageError, raise_all
from layers.oci.config import CREATED
from layers.record import Record
from layers.serving.execution_root import located

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from layers.records import ImageRequest, IndexRequest

STATUS_OPTIONS = (
    Option(name="--stable-status", meaning="of the workspace, in a stamped build", required=False),
    Option(name="--volatile-status", meaning="the same, what changes always", required=False),
)
"""How a command is told what a stamped build knows."""

_PLACEHOLDER = re.compile(r"\{([A-Z][A-Z0-9_]*)(\?)?\}")
_CREATED = "CREATED"
_TIME = "BUILD_TIMESTAMP"


class Status(Record):
    """What a build knows of itself."""

    is_stamped: bool
    values: Mapping[str, str]

    @property
    def created(self) -> str:
        """When the build was, as in an image: RFC 3339."""
        seconds = self.values.get(_TIME, "")
        if not seconds.isdecimal():
            return CREATED
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(int(seconds)))

    def filled(self, text: str, where: str) -> str | None:
        """Returns a text without placeholders; None: it is to be left out.

        Args:
            text: as the user wrote it.
            where: what to call it in errors: "image //svc:image: labels['a']".

        Raises:
            ImageError: if the build is stamped and its status lacks a key.
        """
        known = {_CREATED: self.created, **self.values}
        lacks = [match for match in _PLACEHOLDER.finditer(text) if match[1] not in known]
        if any(match[2] or not self.is_stamped for match in lacks):
            return None
        if lacks:
            raise ImageError(
                f"{where}: expected keys of the workspace status, got {lacks[0][0]!r}",
                evidence=[f"the status has {', '.join(sorted(self.values)) or 'none'}"],
                fix=f"Print a line `{lacks[0][1]} VALUE` in --workspace_status_command, or write "
                f"{{{lacks[0][1]}?}} to leave the text out where there is none.",
            )
        return _PLACEHOLDER.sub(lambda match: known[match[1]], text)


def read_status(options: Mapping[str, str]) -> Status:
    """Reads what a build knows.

    Args:
        options: values of `STATUS_OPTIONS`; empty where the build does not stamp.
    """
    srcs = [src for name in ("stable-status", "volatile-status") if (src := options[name])]
    values: dict[str, str] = {}
    for src in srcs:
        for line in Path(located(src)).read_text(encoding="utf-8").split("\n")[:-1]:
            key, _, value = line.partition(" ")
            values[key] = value
    return Status(is_stamped=bool(srcs), values=values)


def stamped(request: ImageRequest, status: Status) -> ImageRequest:
    """Returns a request whose annotations and labels are as they shall be in the image.

    Raises:
        ImageError: if one names a key that there is not; all at once.
    """
    problems: list[ImageError] = []
    filled = {}
    for field in ("annotations", "labels"):
        where = f"image {request.label}: {field}"
        filled[field] = dict(_filled(getattr(request, field), status, where, problems))
    raise_all(problems)
    return request.replace(created=status.created, **filled)


def stamped_index(request: IndexRequest, status: Status) -> IndexRequest:
    """Returns a request whose annotations are as they shall be in the index.

    Raises:
        ImageError: if one names a key that there is not; all at once.
    """
    problems: list[ImageError] = []
    where = f"index {request.label}: annotations"
    annotations = dict(_filled(request.annotations, status, where, problems))
    raise_all(problems)
    return request.replace(annotations=annotations)


def _filled(
    values: Mapping[str, str], status: Status, where: str, problems: list[ImageError]
) -> Iterator[tuple[str, str]]:
    for key, text in values.items():
        try:
            value = status.filled(text, f"{where}[{key!r}]")
        except ImageError as problem:
            problems.append(problem)
        else:
            if value is not None:
                yield key, value
