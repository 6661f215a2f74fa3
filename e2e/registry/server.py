"""Debian's `docker-registry` on a free port of this machine, and what its access log tells."""

import dataclasses
import http.client
import json
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

_CONFIGURATION = """\
version: 0.1
log:
  level: error
storage:
  filesystem:
    rootdirectory: {directory}/storage
http:
  addr: 127.0.0.1:{port}
"""

_REQUEST = re.compile(r'"([A-Z]+) (\S+) HTTP/1\.1" ([0-9]{3}) ')
_BLOB = re.compile(r"/blobs/uploads/[^?]*\?.*digest=(sha256(?:%3A|:)[0-9a-f]{64})")
_START_SECONDS = 30


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Served:
    """One line of the access log."""

    method: str
    path: str
    """With the query."""

    status: int


class Server:
    """A registry with a storage of its own."""

    def __init__(self, directory: Path, *, more: str = "") -> None:
        """Starts it; `close` ends it.

        Args:
            directory: exists and is empty; stays.
            more: lines of configuration below `http`, and after it.
        """
        self.host = f"127.0.0.1:{free_port()}"
        self._directory = directory
        port = self.host.rpartition(":")[2]
        text = _CONFIGURATION.format(directory=directory, port=port)
        (directory / "config.yml").write_text(text + more)
        self._log = (directory / "log").open("wb")
        self._process = subprocess.Popen(
            ["docker-registry", "serve", directory / "config.yml"],
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )
        self._wait(int(port))

    def close(self) -> None:
        """Ends it."""
        self._process.terminate()
        self._process.wait()
        self._log.close()

    def empty(self) -> None:
        """Removes all that was pushed; the registry goes on."""
        shutil.rmtree(self._directory / "storage")

    def log(self) -> str:
        """Returns all that it has written."""
        return (self._directory / "log").read_text(errors="replace")

    def served(self) -> Sequence[Served]:
        """Returns the requests that were served, the first one first."""
        return [
            Served(method=method, path=path, status=int(status))
            for method, path, status in _REQUEST.findall(self.log())
        ]

    def uploaded(self, since: int = 0) -> Sequence[str]:
        """Returns the digests of the blobs that were sent and taken.

        Args:
            since: so many requests are left out.
        """
        return [
            match[1].replace("%3A", ":")
            for one in self.served()[since:]
            if one.method == "PUT" and one.status == 201  # noqa: PLR2004
            if (match := _BLOB.search(one.path))
        ]

    def size(self, digest: str) -> int:
        """Returns how large a blob is in the storage."""
        hexadecimal = digest.partition(":")[2]
        places = self._directory.glob(f"storage/**/sha256/*/{hexadecimal}/data")
        return next(places).stat().st_size

    def tags(self, repository: str) -> Sequence[str]:
        """Returns the tags of a repository that needs no password; none where there is none."""
        connection = http.client.HTTPConnection(self.host)
        connection.request("GET", f"/v2/{repository}/tags/list")
        answer = json.load(connection.getresponse())
        connection.close()
        return answer.get("tags") or []

    def _wait(self, port: int) -> None:
        end = time.monotonic() + _START_SECONDS
        while True:
            try:
                socket.create_connection(("127.0.0.1", port)).close()
            except OSError:
                if self._process.poll() is not None or time.monotonic() > end:
                    raise AssertionError(self.log()) from None
                time.sleep(0.02)
            else:
                return


def free_port() -> int:
    """Returns a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
