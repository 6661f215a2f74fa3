"""Turns the machine's CA bundle into the form that Java reads: Bazel's downloader is Java."""

import base64
import hashlib
import os
import pathlib
import re
import struct

BUNDLE = pathlib.Path("/etc/ssl/certs/ca-certificates.crt")

_PEM = re.compile(rb"-----BEGIN CERTIFICATE-----(.+?)-----END CERTIFICATE-----", re.DOTALL)
_MAGIC = 0xFEEDFEED
_VERSION = 2
_TRUSTED_CERTIFICATE = 2
_SALT = b"Mighty Aphrodite"
_PASSWORD = "changeit"  # noqa: S105  Java's default; it protects nothing.


def write_trust_store(dest_dir: pathlib.Path, bundle: pathlib.Path = BUNDLE) -> pathlib.Path:
    """Writes the trust store of a bundle, unless it is there.

    Returns:
        The file, named by the bundle's contents; without a bundle it trusts nobody.
    """
    pem = bundle.read_bytes() if bundle.exists() else b""
    dest = dest_dir / f"cacerts-{hashlib.sha256(pem).hexdigest()[:12]}"
    if not dest.exists():
        aside = dest.with_name(f"{dest.name}.{os.getpid()}")
        aside.write_bytes(java_key_store(pem))
        aside.rename(dest)
    return dest


def java_key_store(pem: bytes) -> bytes:
    """Returns a key store of type JKS with the certificates of a bundle, in its order.

    Source: sun.security.provider.JavaKeyStore in OpenJDK, method engineStore
    """
    certificates = [base64.b64decode(found) for found in _PEM.findall(pem)]
    parts = [struct.pack(">III", _MAGIC, _VERSION, len(certificates))]
    for number, certificate in enumerate(certificates):
        parts += [
            struct.pack(">I", _TRUSTED_CERTIFICATE),
            _utf(f"ca-{number}"),
            struct.pack(">Q", 0),  # the time of creation, which nobody reads
            _utf("X.509"),
            struct.pack(">I", len(certificate)),
            certificate,
        ]
    body = b"".join(parts)
    # SHA-1 is the format's own; the store is read without a password, so without this check.
    digest = hashlib.sha1(_PASSWORD.encode("utf-16-be") + _SALT + body)  # noqa: S324
    return body + digest.digest()


def _utf(text: str) -> bytes:
    return struct.pack(">H", len(text)) + text.encode()
