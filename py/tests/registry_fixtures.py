"""A registry with the quirks of those that cannot run here; a real one is in e2e/registry."""

import dataclasses
import hashlib
import http.server
import itertools
import re
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from images.blobs import Blob
from registry.connecting import Options, connect
from registry.repository import Repository
from registry.retries import Retries

_LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"


def sha256(content: bytes) -> str:
    """Returns a digest."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


@dataclasses.dataclass(kw_only=True)
class Fault:
    """What happens to requests instead of what should."""

    method: str
    path: str
    """A regular expression, searched in path and query."""

    status: int = 0
    """Is answered; 0 breaks the connection off."""

    headers: Mapping[str, str] = dataclasses.field(default_factory=dict)
    body: bytes = b""
    after_bytes: int = -1
    """Of the request's body, read before; all by default."""

    kept: bool = False
    """What was read is in the upload."""

    done: bool = False
    """The request is served, and only then the connection is broken off."""

    skip: int = 0
    """So many requests pass before."""

    times: int = 1

    def hits(self, method: str, path: str) -> bool:
        """Tells whether it is time."""
        if not self.times or self.method != method or not re.search(self.path, path):
            return False
        self.skip -= 1
        if self.skip >= 0:
            return False
        self.times -= 1
        return True


class Fake(http.server.ThreadingHTTPServer):
    """A registry of one process, on a free port of this machine."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.host = f"127.0.0.1:{self.server_address[1]}"
        self.blobs: dict[tuple[str, str], bytes] = {}
        self.manifests: dict[tuple[str, str], tuple[str, bytes]] = {}
        self.uploads: dict[str, bytearray] = {}
        self.ids = itertools.count()
        self.faults: list[Fault] = []
        self.guard: Callable[[str], Mapping[str, str]] = lambda _: {}
        """Gets an Authorization header; what it returns refuses with 401 and these headers."""
        self.token_service: Callable[[_Handler, bytes], tuple[int, bytes]] | None = None
        self.upload_headers: Mapping[str, str] = {}
        self.seen: list[tuple[str, str, Mapping[str, str]]] = []
        """Method, path with query and headers of each request."""

    def requests(self, *methods: str) -> list[str]:
        """Returns "METHOD path" of what came, ids of uploads replaced."""
        shown = (
            f"{method} {re.sub('uploads/[0-9]+', 'uploads/N', path)}"
            for method, path, _ in self.seen
        )
        return [one for one in shown if not methods or one.split()[0] in methods]

    @contextmanager
    def running(self) -> Iterator["Fake"]:
        """Serves as long as the block runs."""
        thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield self
        finally:
            self.shutdown()
            thread.join()
            self.server_close()


class _Handler(http.server.BaseHTTPRequestHandler):
    server: Fake
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Says nothing."""

    def _serve(self) -> None:
        self.server.seen.append((self.command, self.path, dict(self.headers.items())))
        hit = (fault for fault in self.server.faults if fault.hits(self.command, self.path))
        fault = next(hit, None)
        length = int(self.headers.get("Content-Length") or 0)
        if fault:
            content = self.rfile.read(length if fault.after_bytes < 0 else fault.after_bytes)
            if fault.kept:
                self.server.uploads[self._upload()] += content
            if fault.done:
                self._route(content, silent=True)
            if fault.status:
                self.answer(fault.status, {"Connection": "close", **fault.headers}, fault.body)
            else:
                self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
            return
        self._route(self.rfile.read(length))

    do_GET = do_HEAD = do_POST = do_PATCH = do_PUT = do_DELETE = _serve  # noqa: N815

    def answer(
        self, status: int, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> None:
        """Sends an answer."""
        if getattr(self, "_silent", False):
            return
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _upload(self) -> str:
        return urlsplit(self.path).path.rpartition("/")[2]

    def _route(self, content: bytes, *, silent: bool = False) -> None:
        self._silent = silent
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/token" and self.server.token_service:
            self.answer(*self._token(content))
            return
        refused = self.server.guard(self.headers.get("Authorization", ""))
        if refused:
            self.answer(401, refused)
        elif parts.path == "/v2/":
            self.answer(200)
        elif match := re.fullmatch(r"/v2/(.+)/blobs/uploads/([0-9]*)", parts.path):
            self._serve_upload(match[1], match[2], query, content)
        elif match := re.fullmatch(r"/v2/(.+)/(blobs|manifests)/([^/]+)", parts.path):
            self._serve_stored(match[1], match[2], match[3], content)
        else:
            self.answer(404)

    def _token(self, content: bytes) -> tuple[int, Mapping[str, str], bytes]:
        assert self.server.token_service
        status, body = self.server.token_service(self, content)
        return status, {}, body

    def _serve_upload(
        self, name: str, upload: str, query: Mapping[str, str], content: bytes
    ) -> None:
        uploads = self.server.uploads
        if self.command == "POST":
            blob = self.server.blobs.get((query.get("from", ""), query.get("mount", "")))
            if blob is not None:
                self.server.blobs[name, query["mount"]] = blob
                self.answer(201, {"Docker-Content-Digest": query["mount"]})
                return
            upload = str(next(self.server.ids))
            uploads[upload] = bytearray()
            self.answer(202, {**self._state(name, upload), **self.server.upload_headers})
        elif upload not in uploads:
            self.answer(
                404, {}, b'{"errors": [{"code": "BLOB_UPLOAD_UNKNOWN", "message": "gone"}]}'
            )
        elif self.command == "GET":
            self.answer(204, self._state(name, upload))
        elif self.command == "PATCH":
            start = self.headers.get("Content-Range", "0-").partition("-")[0]
            if int(start) != len(uploads[upload]):
                self.answer(416)
                return
            uploads[upload] += content
            self.answer(202, self._state(name, upload))
        elif self.command == "PUT":
            self._close(name, upload, query["digest"], content)

    def _state(self, name: str, upload: str) -> Mapping[str, str]:
        end = max(0, len(self.server.uploads[upload]) - 1)
        return {"Location": f"/v2/{name}/blobs/uploads/{upload}", "Range": f"0-{end}"}

    def _close(self, name: str, upload: str, digest: str, content: bytes) -> None:
        whole = bytes(self.server.uploads.pop(upload)) + content
        if sha256(whole) != digest:
            self.answer(400, {}, b'{"errors": [{"code": "DIGEST_INVALID", "message": "not so"}]}')
            return
        self.server.blobs[name, digest] = whole
        self.answer(201, {"Docker-Content-Digest": digest})

    def _serve_stored(self, name: str, kind: str, reference: str, content: bytes) -> None:
        if kind == "manifests" and self.command == "PUT":
            stored = (self.headers["Content-Type"], content)
            self.server.manifests[name, sha256(content)] = stored
            self.server.manifests[name, reference] = stored
            self.answer(201, {"Docker-Content-Digest": sha256(content)})
            return
        blob = self.server.blobs.get((name, reference))
        found = ("application/octet-stream", blob) if blob is not None else None
        if kind == "manifests":
            found = self.server.manifests.get((name, reference))
        if not found:
            self.answer(404)
            return
        headers = {"Content-Type": found[0], "Docker-Content-Digest": sha256(found[1])}
        self.answer(200, {**headers, "Content-Length": str(len(found[1]))}, found[1])


def write_blob(content: bytes, layout: Path = Path()) -> Blob:
    """Writes a blob into a layout."""
    digest = sha256(content)
    blob = Blob(layout=layout, media_type=_LAYER, digest=digest, size=len(content))
    blob.src.parent.mkdir(parents=True, exist_ok=True)
    blob.src.write_bytes(content)
    return blob


def connected(fake: Fake, *, attempts: int = 3, actions: str = "pull,push") -> Repository:
    """Connects to `team/service` of a registry, without waiting between attempts."""
    retries = Retries(attempts=attempts, first_seconds=0.001)
    return connect(fake.host, "team/service", actions=actions, options=Options(retries=retries))
