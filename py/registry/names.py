"""What an image is called in a registry: host, repository, tag, and the three in one reference.

Sources:
https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md#pulling-manifests and
https://pkg.go.dev/github.com/distribution/reference.
"""

import dataclasses
import ipaddress
import re

from layers.references import is_digest, is_tag

from registry.errors import GrammarError

DOCKER_HUB = "docker.io"
_DOCKER_HUB_NAMES = (DOCKER_HUB, "index.docker.io", "registry-1.docker.io")

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_HOST = re.compile(rf"(?:{_LABEL}(?:\.{_LABEL})*|\[[0-9A-Fa-f:.]+\])(?::[0-9]{{1,5}})?")
_COMPONENT = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
_REPOSITORY = re.compile(rf"{_COMPONENT}(?:/{_COMPONENT})*")
_RENAME = "Rename it: this is the grammar of the OCI distribution specification."
_MAX_NAME = 255
"""Of host, `/` and repository: more than that, some clients do not take."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Reference:
    """One image in one repository."""

    host: str
    repository: str
    tag: str = ""
    digest: str = ""

    @property
    def version(self) -> str:
        """What is asked for: the digest, or else the tag, or else `latest`."""
        return self.digest or self.tag or "latest"

    def __str__(self) -> str:
        """Writes it as `docker pull` takes it."""
        tag = f":{self.tag}" if self.tag else ""
        digest = f"@{self.digest}" if self.digest else ""
        return f"{self.host}/{self.repository}{tag}{digest}"


def parse_reference(text: str) -> Reference:
    """Reads "host[:port]/repository[:tag][@digest]".

    Args:
        text: as `docker pull` takes it, but never without a host.

    Raises:
        GrammarError: if it is something else.
    """
    name, at, digest = text.partition("@")
    host, _, path = name.partition("/")
    repository, colon, tag = path.partition(":")
    if not path or (at and not is_digest(digest)) or (colon and not is_tag(tag)):
        raise GrammarError(
            f"reference {text!r}: expected host[:port]/repository[:tag][@digest], got {text!r}",
            fix=f"Write it with the registry's host, such as {DOCKER_HUB}/library/debian:12.",
        )
    host, repository = checked_repository(host, repository)
    return Reference(host=host, repository=repository, tag=tag, digest=digest)


def checked_repository(host: str, repository: str) -> tuple[str, str]:
    """Returns a host and a repository as a registry knows them.

    Args:
        host: "ghcr.io", "127.0.0.1:5000"; no scheme.
        repository: "team/service".

    Returns:
        The same; of Docker Hub its one name, and `library/` before a repository without a path.

    Raises:
        GrammarError: if one of them is not allowed.
    """
    if not _HOST.fullmatch(host):
        raise GrammarError(
            f"registry {host!r}: expected a host name with or without a port, got {host!r}",
            fix="Write the host alone, such as ghcr.io or 127.0.0.1:5000: "
            "no scheme, and the path goes into the repository.",
        )
    if host in _DOCKER_HUB_NAMES:
        host = DOCKER_HUB
        repository = repository if "/" in repository else f"library/{repository}"
    if not _REPOSITORY.fullmatch(repository) or len(f"{host}/{repository}") > _MAX_NAME:
        raise GrammarError(
            f"repository {repository!r}: expected parts of lower-case letters and digits, "
            "separated by `.`, `_`, `__` or dashes, with `/` between parts and at most "
            f"{_MAX_NAME} characters with the host, got {repository!r}",
            fix=_RENAME,
        )
    return host, repository


def checked_tag(tag: str) -> str:
    """Returns a tag.

    Raises:
        GrammarError: if it is not allowed.
    """
    if not is_tag(tag):
        raise GrammarError(
            f"tag {tag!r}: expected at most 128 letters, digits, `_`, `.` and `-`, "
            f"and not `.` or `-` first, got {tag!r}",
            fix=_RENAME,
        )
    return tag


def api_host(host: str) -> str:
    """Returns where the API of a registry is: Docker Hub's has a name of its own."""
    return "registry-1.docker.io" if host == DOCKER_HUB else host


def is_loopback(host: str) -> bool:
    """Tells whether a host, with or without a port, is this machine."""
    name = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
