"""What an image request may say: the grammar of every setting, all problems in one error.

Source: https://github.com/opencontainers/image-spec/blob/v1.1.0/config.md#properties
"""

from __future__ import annotations

import re

from layers.errors import ImageError
from layers.references import is_ref_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from layers.records import ImageRequest, IndexRequest

_PORT = re.compile(r"([0-9]{1,5})(?:/(?:tcp|udp|sctp))?")
_MAX_PORT = 65535
_VARIABLE = re.compile(r"[A-Za-z_.-][A-Za-z0-9_.-]*")
"""What Kubernetes takes, and every shell and engine can set."""
_NAME_OR_ID = r"(?:[0-9]{1,10}|[A-Za-z_][A-Za-z0-9_.-]*\$?)"
_USER = re.compile(rf"{_NAME_OR_ID}(?::{_NAME_OR_ID})?")


def check_settings(request: ImageRequest) -> None:
    """Checks what a user wrote into the attributes of `py_image`.

    Args:
        request: the settings.

    Raises:
        ImageError: if settings break their grammar; lists all of them.
    """
    problems = [
        *_platform_problems(request),
        *_env_problems(request),
        *_process_problems(request),
        *_key_problems("labels", request.labels),
        *_key_problems("annotations", request.annotations),
        *_ref_name_problems(request.ref_name),
    ]
    if problems:
        raise _not_allowed("image", request.label, problems)


def check_index_settings(request: IndexRequest) -> None:
    """Checks what a user wrote into the attributes of `py_image_index`.

    Args:
        request: the settings.

    Raises:
        ImageError: if settings break their grammar; lists all of them.
    """
    problems = [
        *_key_problems("annotations", request.annotations),
        *_ref_name_problems(request.ref_name),
    ]
    if problems:
        raise _not_allowed("index", request.label, problems)


def _not_allowed(kind: str, label: str, problems: Sequence[str]) -> ImageError:
    return ImageError(
        f"{kind} {label}: expected settings that the OCI image specification allows, "
        f"got {len(problems)} that it does not",
        evidence=problems,
        fix=f"Change these attributes of {label}.",
    )


def _platform_problems(request: ImageRequest) -> Iterator[str]:
    if not request.os:
        yield "os: expected a name like 'linux', got ''"
    if not request.architecture:
        yield "architecture: expected a name like 'amd64' or 'arm64', got ''"


def _env_problems(request: ImageRequest) -> Iterator[str]:
    names = set()
    for variable in request.env:
        name, equals, _ = variable.partition("=")
        if not name or not equals or "\0" in variable:
            yield f"env: expected NAME=VALUE without NUL, got {variable!r}"
        elif not _VARIABLE.fullmatch(name):
            yield (
                f"env: expected names of letters, digits, _ . - that no digit starts, got {name!r}"
            )
        elif name in names:
            yield f"env: expected every name once, got {name!r} again"
        names.add(name)


def _process_problems(request: ImageRequest) -> Iterator[str]:
    for field in ("entrypoint", "cmd"):
        if any("\0" in argument for argument in getattr(request, field)):
            yield f"{field}: expected arguments without NUL, got {list(getattr(request, field))!r}"
    if request.user and not _USER.fullmatch(request.user):
        yield f"user: expected a name or number, or two with ':' between, got {request.user!r}"
    if request.workdir and (not request.workdir.startswith("/") or "\0" in request.workdir):
        yield f"workdir: expected an absolute path like '/app', got {request.workdir!r}"
    for port in request.ports:
        match = _PORT.fullmatch(port)
        if not match or not 1 <= int(match[1]) <= _MAX_PORT:
            yield f"ports: expected 1..{_MAX_PORT}, alone or with /tcp, /udp or /sctp, got {port!r}"


def _key_problems(field: str, values: Mapping[str, str]) -> Iterator[str]:
    if "" in values:
        yield f"{field}: expected keys that are not empty, got '' for {values['']!r}"


def _ref_name_problems(ref_name: str) -> Iterator[str]:
    if ref_name and not is_ref_name(ref_name):
        yield (
            "ref_name: expected letters and digits with single - . _ : @ + / between, "
            f"got {ref_name!r}"
        )
