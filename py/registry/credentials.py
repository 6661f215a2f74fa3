"""Where credentials are found: Docker's configuration, then that of podman and skopeo.

Sources: https://docs.docker.com/reference/cli/docker/login/#credential-stores and
https://github.com/containers/image/blob/v5.30.0/docs/containers-auth.json.5.md
"""

import base64
import binascii
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from registry.credential import Credential
from registry.credential_helper import ask_helper
from registry.errors import CredentialError
from registry.names import DOCKER_HUB

_DOCKER_HUB_SERVER = "https://index.docker.io/v1/"
_DOCKER_HUB_KEYS = ("index.docker.io", DOCKER_HUB, "registry-1.docker.io")


def find_credential(
    host: str, repository: str, environment: Mapping[str, str]
) -> Credential | None:
    """Returns what the user has for a repository.

    Args:
        host: of the registry.
        repository: podman's files may have an entry for one repository, or for those below a path.
        environment: names the files.

    Returns:
        The first that is found; `None` to go without.

    Raises:
        CredentialError: if a file cannot be read, or a helper fails.
    """
    keys = _keys(host, repository)
    server = _DOCKER_HUB_SERVER if host == DOCKER_HUB else host
    for file in _files(environment):
        config = _read(file)
        helper = _helper(config, keys)
        found = ask_helper(helper, server) if helper else None
        found = found or _entry(file, config, keys)
        if found:
            return found
    return None


def config_files(environment: Mapping[str, str]) -> Sequence[Path]:
    """Returns the files that are looked for, in order.

    Args:
        environment: `DOCKER_CONFIG`, `REGISTRY_AUTH_FILE`, `XDG_RUNTIME_DIR`, `XDG_CONFIG_HOME` and
            `HOME` name them.
    """
    home = environment.get("HOME", "")
    docker = environment.get("DOCKER_CONFIG") or (home and f"{home}/.docker")
    runtime = environment.get("XDG_RUNTIME_DIR")
    config = environment.get("XDG_CONFIG_HOME") or (home and f"{home}/.config")
    names = (
        docker and f"{docker}/config.json",
        environment.get("REGISTRY_AUTH_FILE"),
        runtime and f"{runtime}/containers/auth.json",
        config and f"{config}/containers/auth.json",
    )
    return [Path(name) for name in names if name]


def _files(environment: Mapping[str, str]) -> Iterator[Path]:
    return (file for file in config_files(environment) if file.exists())


def _keys(host: str, repository: str) -> Sequence[str]:
    """Returns what an entry may be called, without scheme: the most precise name first."""
    hosts = _DOCKER_HUB_KEYS if host == DOCKER_HUB else (host,)
    parts = repository.split("/")
    paths = ["/".join(parts[:count]) for count in range(len(parts), 0, -1)]
    return [*(f"{one}/{path}" for path in paths for one in hosts), *hosts]


def _read(file: Path) -> Mapping[str, Any]:
    try:
        value = json.loads(file.read_bytes())
    except (OSError, ValueError) as error:
        # A parser's message could quote a line of the file.
        reason = error.strerror if isinstance(error, OSError) else "something else"
        raise _unreadable(file, "a JSON object", reason) from None
    if not isinstance(value, dict):
        raise _unreadable(file, "a JSON object", type(value).__name__)
    return value


def _helper(config: Mapping[str, Any], keys: Sequence[str]) -> str:
    helpers = _by_key(config.get("credHelpers"))
    named = [helpers[key] for key in keys if key in helpers]
    return str(named[0] if named else config.get("credsStore") or "")


def _entry(file: Path, config: Mapping[str, Any], keys: Sequence[str]) -> Credential | None:
    entries = _by_key(config.get("auths"))
    for entry in (entries[key] for key in keys if key in entries):
        found = _credential(file, entry if isinstance(entry, dict) else {})
        if found:
            return found
    return None


def _by_key(values: Any) -> Mapping[str, Any]:
    """Returns entries by host or path: Docker has written them as URLs of the API, too."""
    found: dict[str, Any] = {}
    for name, value in (values if isinstance(values, dict) else {}).items():
        key = str(name).partition("://")[2] or str(name)
        for end in ("/", "/v1", "/v2"):
            key = key.removesuffix(end)
        found.setdefault(key, value)
    return found


def _credential(file: Path, entry: Mapping[str, Any]) -> Credential | None:
    if entry.get("registrytoken"):
        return Credential(registry_token=entry["registrytoken"])
    if entry.get("identitytoken"):
        return Credential(identity_token=entry["identitytoken"])
    if entry.get("auth"):
        try:
            pair = base64.b64decode(entry["auth"], validate=True).decode()
        except (binascii.Error, UnicodeDecodeError, TypeError):
            raise _unreadable(file, "`auth` in base64", "something else") from None
        user, _, password = pair.partition(":")
        return Credential(username=user, password=password.rstrip("\0"))
    if entry.get("username"):
        return Credential(username=entry["username"], password=entry.get("password", ""))
    return None


def _unreadable(file: Path, expected: str, got: str | None) -> CredentialError:
    return CredentialError(
        f"credentials in {file}: expected {expected}, got {got}",
        fix="Log in again with `docker login` or `podman login`, which write the file.",
    )
