"""What is asked for: the target's settings, and the arguments of the command line over them."""

import argparse
import dataclasses
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from registry.connecting import Options
from registry.names import checked_repository, checked_tag
from registry.retries import Retries

from push.errors import OrderError

_MIB = 1 << 20
_USUAL = Options()


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """One push."""

    image: Path
    """An OCI layout directory."""

    host: str
    repository: str
    tags: Sequence[str]
    """Each once; none pushes by digest alone."""

    mount_from: Sequence[str]
    """Repositories of the same registry that may have the blobs."""

    options: Options
    piece_bytes: int
    """As of `registry.uploads.Upload`."""

    sboms: Sequence[Path]
    """Bills of materials, to be attached."""

    dry_run: bool
    json: bool


def parser() -> argparse.ArgumentParser:
    """Returns what reads the command line."""
    made = argparse.ArgumentParser(
        prog="push",
        description="Sends an image to a registry: what is there already is not sent, and tags "
        "are written last. Credentials are those of `docker login` or `podman login`.",
        allow_abbrev=False,
    )
    target = made.add_argument_group("given by the target, in BUILD files")
    target.add_argument("--image", metavar="DIR", required=True, help="an OCI layout directory")
    target.add_argument("--settings", metavar="FILE", help="JSON: registry, repository, mount_from")
    target.add_argument("--tags-file", metavar="FILE", help="a tag a line")
    target.add_argument(
        "--sbom", metavar="FILE", nargs="+", default=[], help="bills of materials to attach"
    )
    where = made.add_argument_group("where to")
    where.add_argument(
        "--tag", action="append", default=[], help="besides the target's; repeatable"
    )
    where.add_argument("--registry", metavar="HOST", help="instead of the target's")
    where.add_argument("--repository", metavar="NAME", help="instead of the target's")
    where.add_argument(
        "--mount-from",
        metavar="NAME",
        action="append",
        default=[],
        help="a repository of the registry that may have layers of the image; repeatable",
    )
    how = made.add_argument_group("how")
    how.add_argument(
        "--insecure", action="store_true", help="without TLS, or with a certificate of anyone"
    )
    how.add_argument("--dry-run", action="store_true", help="only tell what would be sent")
    how.add_argument("--json", action="store_true", help="tell what was done as JSON on stdout")
    how.add_argument(
        "--jobs", metavar="N", type=_number_from(1), default=_USUAL.jobs, help="uploads at once"
    )
    how.add_argument(
        "--retries",
        metavar="N",
        type=_number_from(0),
        default=_USUAL.retries.attempts - 1,
        help="after a fault, with back-off",
    )
    how.add_argument(
        "--chunk-mib",
        metavar="N",
        type=_number_from(1),
        default=0,
        help="send layers in pieces, for what refuses large requests",
    )
    return made


def read_order(argv: Sequence[str]) -> Order:
    """Returns what the command line asks for.

    Args:
        argv: the arguments.

    Raises:
        OrderError: if they do not say where to push, or a file is not what it must be.
        GrammarError: if a name is not allowed.
    """
    asked = parser().parse_args(argv)
    settings = _settings(asked.settings)
    host, repository = checked_repository(
        _named("registry", asked.registry or settings.get("registry"), "ghcr.io"),
        _named("repository", asked.repository or settings.get("repository"), "team/service"),
    )
    tags = [*_tags(asked.tags_file), *asked.tag]
    sources = [*settings.get("mount_from", []), *asked.mount_from]
    return Order(
        image=Path(asked.image),
        host=host,
        repository=repository,
        tags=tuple(dict.fromkeys(map(checked_tag, tags))),
        mount_from=tuple(dict.fromkeys(checked_repository(host, one)[1] for one in sources)),
        options=Options(
            insecure=asked.insecure, jobs=asked.jobs, retries=Retries(attempts=asked.retries + 1)
        ),
        piece_bytes=asked.chunk_mib * _MIB,
        sboms=tuple(map(Path, asked.sbom)),
        dry_run=asked.dry_run,
        json=asked.json,
    )


def _settings(src: str | None) -> dict[str, Any]:
    if not src:
        return {}
    value: dict[str, Any] = json.loads(_read(src))
    return value


def _named(what: str, value: str | None, example: str) -> str:
    if value:
        return value
    raise OrderError(
        f"push: expected a {what}, got none",
        fix=f'Set `{what} = "{example}"` in the BUILD file, or add --{what} {example}.',
    )


def _tags(src: str | None) -> Sequence[str]:
    if not src:
        return ()
    return [line.strip() for line in _read(src).splitlines() if line.strip()]


def _read(src: str) -> str:
    try:
        return Path(src).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "bytes that are not UTF-8"
        raise OrderError(
            f"{src}: expected a file, got {reason!r}",
            fix="Start the push with `bazel run`, which makes it.",
        ) from None


def _number_from(least: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        if not text.isdecimal() or int(text) < least:
            raise argparse.ArgumentTypeError(f"expected a whole number from {least}, got {text!r}")
        return int(text)

    return number
