"""The trust store is what Java writes."""

import base64
import hashlib
import pathlib

from airgap import truststore

PEM = b"""\
# a comment
-----BEGIN CERTIFICATE-----
Zmlyc3QgY2VydGlmaWNhdGU=
-----END CERTIFICATE-----
-----BEGIN CERTIFICATE-----
c2Vjb25k
-----END CERTIFICATE-----
"""

HEADER = "feedfeed0000000200000002"
FIRST = (
    "00000002000463612d3000000000000000000005582e353039000000116669727374206365727469666963617465"
)
SECOND = "00000002000463612d3100000000000000000005582e353039000000067365636f6e64"


def test_layout() -> None:
    store = truststore.java_key_store(PEM)
    assert store[:-20].hex() == HEADER + FIRST + SECOND


def test_digest_is_that_of_javas_default_password() -> None:
    store = truststore.java_key_store(PEM)
    salted = "changeit".encode("utf-16-be") + b"Mighty Aphrodite" + store[:-20]
    assert store[-20:] == hashlib.sha1(salted).digest()


def test_one_file_a_bundle(tmp_path: pathlib.Path) -> None:
    bundle = tmp_path / "bundle.crt"
    bundle.write_bytes(PEM)
    first = truststore.write_trust_store(tmp_path, bundle)
    assert truststore.write_trust_store(tmp_path, bundle) == first
    bundle.write_bytes(PEM + PEM.replace(b"c2Vjb25k", base64.b64encode(b"third!")))
    second = truststore.write_trust_store(tmp_path, bundle)
    assert second != first
    assert sorted(tmp_path.iterdir()) == sorted([bundle, first, second])


def test_machine_without_a_bundle_trusts_nobody(tmp_path: pathlib.Path) -> None:
    dest = truststore.write_trust_store(tmp_path, tmp_path / "missing")
    assert dest.read_bytes()[:12].hex() == "feedfeed0000000200000000"
