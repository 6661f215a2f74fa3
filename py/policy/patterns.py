"""Patterns of a policy: of packages with their versions, and of licences.

Sources: https://peps.python.org/pep-0440/#version-specifiers, https://peps.python.org/pep-0503/
"""

import dataclasses
import fnmatch
import re

from layers.errors import ArgumentError
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion

_PATTERN = re.compile(r"(?P<name>[A-Za-z0-9._*?\[\]-]+)\s*(?P<versions>[~=!<>].*)?")


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class PackagePattern:
    """Some packages, in some versions."""

    text: str
    """As the policy has it."""

    name: str
    """A glob of normalised names."""

    versions: SpecifierSet

    def matches(self, name: str, version: str) -> bool:
        """Tells whether it means a package.

        Args:
            name: normalised.
            version: one that is none of PEP 440 is in no range, but for that of all.
        """
        if not fnmatch.fnmatchcase(name, self.name):
            return False
        if not self.versions:
            return True
        try:
            return self.versions.contains(version, prereleases=True)
        except InvalidVersion:
            return False


def package_pattern(text: str, where: str) -> PackagePattern:
    """Reads a pattern.

    Args:
        text: "fastapi", "azure-*", "pydantic>=2,<3".
        where: what has it, for errors.

    Raises:
        ArgumentError: if it is none.
    """
    match = _PATTERN.fullmatch(text.strip())
    try:
        versions = SpecifierSet(match["versions"] or "") if match else None
    except InvalidSpecifier:
        versions = None
    if match is None or versions is None:
        raise ArgumentError(
            f"{where}: expected a package, a glob of names, or one with versions, got {text!r}",
            fix='Write "fastapi", "azure-*" or "pydantic>=2,<3".',
        )
    return PackagePattern(text=text, name=_normalised_glob(match["name"]), versions=versions)


def _normalised_glob(text: str) -> str:
    """Returns a glob with its names as they are normalised, and its wildcards as they are."""
    parts = re.split(r"([*?]|\[[^\]]*\])", text)
    return "".join(part if n % 2 else _normalised_part(part) for n, part in enumerate(parts))


def _normalised_part(part: str) -> str:
    return re.sub(r"[-_.]+", "-", part).lower()


def license_matches(identifier: str, globs: tuple[str, ...]) -> bool:
    """Tells whether one of some globs means a licence, in any case."""
    return any(fnmatch.fnmatchcase(identifier.lower(), glob.lower()) for glob in globs)
