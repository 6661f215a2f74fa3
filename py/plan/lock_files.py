"""Which versions a lock file pins: requirements as pip reads them, or uv's `uv.lock`."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from plan.errors import LockError

Versions = Mapping[str, str]
"""By normalised name. Several versions of one package, by platform or Python, are one text."""

_COMMENT = re.compile(r"(^|\s)#.*$")

_UV_TABLE = re.compile(r"^\[\[package\]\]", re.MULTILINE)

_OPTION = re.compile(r"\s--[a-z-]+[= ].*$")
"""Options of one requirement follow it:
https://pip.pypa.io/en/stable/reference/requirements-file-format/"""


def read_versions(content: bytes, name: str) -> Versions:
    """Returns what a lock file pins.

    Args:
        content: of the file.
        name: of the file, for the errors; its format shows in what it holds.

    Raises:
        LockError: if it is not UTF-8, not of its format, or pins what is no version.
    """
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise LockError(
            f"{name}: expected a lock file in UTF-8, got bytes that are not",
            evidence=[repr(error)],
            fix="Save it as UTF-8.",
        ) from None
    is_uv = name.endswith("uv.lock") or _UV_TABLE.search(text)
    pins = _uv_pins(text, name) if is_uv else _requirement_pins(text, name)
    found: dict[str, set[str]] = {}
    for package, version in pins:
        found.setdefault(canonicalize_name(package), set()).add(version)
    return {package: " ".join(sorted(found[package])) for package in sorted(found)}


def _uv_pins(text: str, name: str) -> Iterator[tuple[str, str]]:
    """Source: https://docs.astral.sh/uv/concepts/projects/layout/#the-lockfile."""
    try:
        packages = tomllib.loads(text)["package"]
        pins = [(package["name"], _uv_version(package)) for package in packages]
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise LockError(
            f"{name}: expected a uv.lock, TOML with [[package]] tables, got one that is not",
            evidence=[repr(error)],
            fix="Write it anew: uv lock",
        ) from None
    for package, version in pins:
        if version is not None:
            yield package, _checked(version, f"{name}: {package}")


def _uv_version(package: Mapping[str, Any]) -> str | None:
    """Returns None for the project itself and its neighbours: they are built, not fetched."""
    source = package.get("source", {})
    if "editable" in source or "virtual" in source or "directory" in source:
        return None
    return str(package["version"])


def _requirement_pins(text: str, name: str) -> Iterator[tuple[str, str]]:
    for number, line in _logical_lines(text):
        where = f"{name}:{number}"
        words = _OPTION.sub("", line)
        if not words or words.startswith("-"):
            continue  # an option of the whole file
        try:
            requirement = Requirement(words)
        except InvalidRequirement as error:
            raise LockError(
                f"{where}: expected a requirement, got {words!r}",
                evidence=str(error).splitlines()[:1],
                fix="Lock again, with pip-compile or uv pip compile.",
            ) from None
        yield requirement.name, requirement.url or _pinned(requirement, where)


def _logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yields lines with those that continue them, without comments, by the number of the first."""
    joined, first = "", 0
    for number, line in enumerate(text.splitlines(), start=1):
        bare = _COMMENT.sub("", line)
        first = first if joined else number
        if bare.endswith("\\"):
            joined += bare[:-1] + " "
            continue
        yield first, (joined + bare).strip()
        joined = ""
    if joined:
        yield first, joined.strip()


def _pinned(requirement: Requirement, where: str) -> str:
    specifiers = list(requirement.specifier)
    if len(specifiers) != 1 or specifiers[0].operator not in ("==", "==="):
        raise LockError(
            f"{where}: expected one version of {requirement.name!r}, {requirement.name}==X, "
            f"got {str(requirement.specifier)!r}",
            fix="Lock again, with pip-compile or uv pip compile: a list of wishes has no history.",
        )
    return _checked(specifiers[0].version, f"{where}: {requirement.name}")


def _checked(version: str, where: str) -> str:
    try:
        return str(Version(version))
    except InvalidVersion:
        raise LockError(
            f"{where}: expected a version as of PEP 440, got {version!r}",
            fix="Lock a version that PyPI has: https://peps.python.org/pep-0440/",
        ) from None
