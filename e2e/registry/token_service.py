"""A service that gives the tokens that the registry wants: real ones, signed.

Source: https://distribution.github.io/distribution/spec/auth/jwt/
"""

import base64
import http.server
import json
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

SERVICE = "e2e"
_SECONDS = 300


class TokenService(http.server.ThreadingHTTPServer):
    """Gives whoever knows the password all that is asked for, and anyone else nothing."""

    daemon_threads = True

    def __init__(self, directory: Path, authorization: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.authorization = authorization
        self.asked: list[Sequence[str]] = []
        """The scopes of each request."""
        self._key, self._certificate = make_certificate(directory)
        self.realm = f"http://127.0.0.1:{self.server_address[1]}/token"

    @property
    def configuration(self) -> str:
        """What the registry is told of it."""
        options = {
            "realm": self.realm,
            "service": SERVICE,
            "issuer": SERVICE,
            "rootcertbundle": self._certificate,
        }
        lines = [f"    {name}: {value}\n" for name, value in options.items()]
        return "auth:\n  token:\n" + "".join(lines)

    def token(self, scopes: Sequence[str], *, known: bool) -> str:
        """Returns a token that allows what the scopes say, if the asker is known."""
        self.asked.append(scopes)
        access = [_access(scope) for scope in scopes if known]
        now = int(time.time())
        times = {"iat": now, "nbf": now - 10, "exp": now + _SECONDS}
        claims = {"iss": SERVICE, "aud": SERVICE, "sub": "ann", "jti": str(now), "access": access}
        body = "".join(self._certificate.read_text().splitlines()[1:-1])
        head = {"typ": "JWT", "alg": "RS256", "x5c": [body]}
        signed = f"{_encoded(head)}.{_encoded({**claims, **times})}"
        signature = subprocess.run(
            ["openssl", "dgst", "-sha256", "-sign", self._key, "-binary"],
            input=signed.encode(),
            capture_output=True,
            check=True,
        ).stdout
        return f"{signed}.{_base64(signature)}"


@contextmanager
def token_service(directory: Path, authorization: str) -> Iterator[TokenService]:
    """Runs a service.

    Args:
        directory: gets its key.
        authorization: the header of who is known.
    """
    with TokenService(directory, authorization) as service:
        thread = threading.Thread(target=service.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield service
        finally:
            service.shutdown()
            thread.join()


def make_certificate(directory: Path) -> tuple[Path, Path]:
    """Returns a new key and a certificate of its own for 127.0.0.1."""
    key, certificate = directory / "key.pem", directory / "certificate.pem"
    words = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    words += ["-subj", "/CN=e2e", "-addext", "subjectAltName=IP:127.0.0.1"]
    words += ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run(words, check=True, capture_output=True)
    return key, certificate


class _Handler(http.server.BaseHTTPRequestHandler):
    server: TokenService

    def log_message(self, *_: object) -> None:
        """Says nothing."""

    def do_GET(self) -> None:
        scopes = parse_qs(urlsplit(self.path).query).get("scope", [])
        known = self.headers.get("Authorization") == self.server.authorization
        body = json.dumps({"token": self.server.token(scopes, known=known)}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _access(scope: str) -> Mapping[str, Any]:
    kind, name, actions = scope.split(":")
    return {"type": kind, "name": name, "actions": actions.split(",")}


def _encoded(value: Mapping[str, Any]) -> str:
    return _base64(json.dumps(value).encode())


def _base64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
