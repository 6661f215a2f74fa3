"""Where blobs were pushed to: a hint, kept in the user's cache, of what to mount from where.

Docker's daemon keeps the same. A hint that is stale or lost costs a request, never a blob: the
registry decides. The file holds digests and names of repositories, no secret.
"""

import contextlib
import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

_REPOSITORIES = 3
"""Kept of a blob: the last ones."""

_BLOBS = 20_000
"""Kept of a registry: the last ones, 2 MB or so."""


class Pushed:
    """What is remembered of one registry."""

    def __init__(self, host: str, directory: Path) -> None:
        """Reads nothing yet.

        Args:
            host: of the registry, with its port.
            directory: of all registries; need not exist.
        """
        self._file = directory / f"{host.replace(':', '_').strip('[]')}.json"

    def repositories(self) -> Mapping[str, Sequence[str]]:
        """Returns the repositories of each digest, the last one first."""
        try:
            value: Any = json.loads(self._file.read_bytes())
        except (OSError, ValueError):
            return {}
        return {
            digest: [name for name in names if isinstance(name, str)]
            for digest, names in (value if isinstance(value, dict) else {}).items()
            if isinstance(names, list)
        }

    def remember(self, repository: str, digests: Iterable[str]) -> None:
        """Notes that blobs are in a repository; a disk that is full or read-only is no error.

        Args:
            repository: without the host.
            digests: of the blobs.
        """
        known = dict(self.repositories())
        for digest in digests:
            others = [name for name in known.pop(digest, ()) if name != repository]
            known[digest] = [repository, *others][:_REPOSITORIES]
        kept = dict(list(known.items())[-_BLOBS:])
        part = self._file.with_suffix(f".{os.getpid()}.part")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            part.write_text(json.dumps(kept, indent=0))
            part.replace(self._file)
        except OSError:
            with contextlib.suppress(OSError):
                part.unlink()


def cache_directory(environment: Mapping[str, str]) -> Path:
    """Returns where hints are kept: in the cache directory of the system's convention.

    Args:
        environment: `XDG_CACHE_HOME` or `HOME` names it.
    """
    home = Path(environment.get("HOME") or "/nonexistent")
    default = home / ("Library/Caches" if sys.platform == "darwin" else ".cache")
    return Path(environment.get("XDG_CACHE_HOME") or default) / "rules_py_layers" / "pushed"
