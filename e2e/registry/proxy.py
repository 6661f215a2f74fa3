"""A proxy before the registry that makes the faults of networks and of gateways."""

import dataclasses
import http.client
import http.server
import re
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Literal

_BLOCK_BYTES = 1 << 16
_NOT_FORWARDED = ("connection", "content-length", "transfer-encoding")
_HELD_SECONDS = 120

Kind = Literal["answer", "cut", "hold", "lie"]


@dataclasses.dataclass(kw_only=True)
class Fault:
    """What happens to some requests."""

    kind: Kind
    """`answer`: the registry never sees it. `cut`: the connection breaks off within the body, on
    both sides. `hold`: so does it, but only once the client is gone. `lie`: the registry serves it,
    and its answer has other headers, or another status."""

    method: str
    path: str = ""
    """A regular expression."""

    status: int = 0
    headers: Mapping[str, str] = dataclasses.field(default_factory=dict)
    after_bytes: int = 0
    least_bytes: int = 0
    """Of the body: smaller requests pass."""

    skip: int = 0
    """So many that fit pass before."""

    times: int = 1
    held: threading.Event = dataclasses.field(default_factory=threading.Event)
    """Set once a request is held."""

    def hits(self, method: str, path: str, length: int) -> bool:
        """Tells whether it is time, and counts."""
        fits = self.method == method and self.least_bytes <= length
        if not self.times or not fits or not re.search(self.path, path):
            return False
        self.skip -= 1
        if self.skip >= 0:
            return False
        self.times -= 1
        return True


class Proxy(http.server.ThreadingHTTPServer):
    """Forwards all but what faults say."""

    daemon_threads = True

    def __init__(self, upstream: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.host = f"127.0.0.1:{self.server_address[1]}"
        self.upstream = upstream
        self.faults: list[Fault] = []
        self.requests: list[str] = []
        self.lock = threading.Lock()

    def fault_for(self, method: str, path: str, length: int) -> Fault | None:
        """Returns what shall happen to a request, and takes note of both."""
        with self.lock:
            self.requests.append(f"{method} {path}")
            return next((fault for fault in self.faults if fault.hits(method, path, length)), None)

    def handle_error(self, *_: object) -> None:
        """Says nothing: clients that break off are what this is for."""


@contextmanager
def proxied(upstream: str, *faults: Fault) -> Iterator[Proxy]:
    """Runs a proxy before a registry.

    Args:
        upstream: host and port of the registry.
        *faults: the first one that fits a request is made.
    """
    with Proxy(upstream) as proxy:
        proxy.faults += faults
        thread = threading.Thread(target=proxy.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield proxy
        finally:
            proxy.shutdown()
            thread.join()


class _Handler(http.server.BaseHTTPRequestHandler):
    server: Proxy
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Says nothing."""

    def _forward(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        fault = self.server.fault_for(self.command, self.path, length)
        if fault and fault.kind == "answer":
            self.rfile.read(length)
            self._answer(fault.status, fault.headers, b"")
            return
        upstream = http.client.HTTPConnection(self.server.upstream)
        try:
            self._send(upstream, length, fault)
            answer = upstream.getresponse()
            body = answer.read()
            headers = {k: v for k, v in answer.headers.items() if k.lower() not in _NOT_FORWARDED}
            if self.command == "HEAD":
                headers["Content-Length"] = answer.headers.get("Content-Length", "0")
            lies = fault.headers if fault else {}
            status = fault.status if fault and fault.status else answer.status
            self._answer(status, {**headers, **lies}, body)
        except ConnectionAbortedError:
            self.close_connection = True
        finally:
            upstream.close()

    do_GET = do_HEAD = do_POST = do_PATCH = do_PUT = do_DELETE = _forward  # noqa: N815

    def _send(self, upstream: http.client.HTTPConnection, length: int, fault: Fault | None) -> None:
        """Forwards head and body, the body as far as the fault allows."""
        upstream.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            upstream.putheader(name, value)
        upstream.endheaders()
        breaks = fault is not None and fault.kind in ("cut", "hold")
        left = min(length, fault.after_bytes) if fault and breaks else length
        while left:
            block = self.rfile.read(min(left, _BLOCK_BYTES))
            if not block:
                raise ConnectionAbortedError
            upstream.send(block)
            left -= len(block)
        if fault and breaks:
            self._break_off(fault)

    def _break_off(self, fault: Fault) -> None:
        if fault.kind == "hold":
            fault.held.set()
            self.connection.settimeout(_HELD_SECONDS)
            while self.rfile.read(_BLOCK_BYTES):
                pass
        self.connection.shutdown(socket.SHUT_RDWR)
        raise ConnectionAbortedError

    def _answer(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.send_response_only(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
