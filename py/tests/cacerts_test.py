"""`layers cacerts`: the layer of CA certificates, and bundles that are none."""

import json
import os
import ssl
from pathlib import Path

import pytest
from layer_fixtures import Written
from layers.__main__ import main

_REAL = tuple(Path("..").absolute().glob("*certifi_py3*/certifi/cacert.pem"))
"""The bundle that images get: one."""

_LAYER = {"origin": "external", "name": "ca-certificates", "label": "//:bundle"}
_BUNDLE = "etc/ssl/certs/ca-certificates.crt"
_CERTIFICATE = "-----BEGIN CERTIFICATE-----\nMAMCAQU=\n-----END CERTIFICATE-----\n"
"""A DER sequence with a number in it."""


@pytest.fixture(autouse=True)
def _in_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def _arguments(bundle: str) -> list[str]:
    return [
        *("cacerts", f"--bundle={bundle}", f"--layer={json.dumps(_LAYER)}", "--tar=out.tar"),
        *("--descriptor=out.json", "--listing=out.jsonl", "--compression=zstd"),
    ]


def _write(content: bytes | str) -> Written:
    Path("b.pem").write_bytes(content if isinstance(content, bytes) else content.encode())
    assert main(_arguments("b.pem")) == 0
    return Written()


def _error(content: bytes | str, capsys: pytest.CaptureFixture[str]) -> str:
    Path("b.pem").write_bytes(content if isinstance(content, bytes) else content.encode())
    assert main(_arguments("b.pem")) == 2
    assert os.listdir() == ["b.pem"]
    return capsys.readouterr().err.removeprefix("layers: error: ")


def test_holds_the_bundle_as_it_is_and_links_to_it() -> None:
    text = f"# A comment, with CRLF\r\n{_CERTIFICATE}{_CERTIFICATE}"
    written = _write(text)
    assert written.content(_BUNDLE) == text.encode()
    links = {name: member.linkname for name, member in written.members.items() if member.issym()}
    assert links == {
        "etc/pki/tls/cert.pem": "../../ssl/certs/ca-certificates.crt",
        "etc/pki/tls/certs/ca-bundle.crt": "../../../ssl/certs/ca-certificates.crt",
        "etc/ssl/cert.pem": "certs/ca-certificates.crt",
        "usr/lib/ssl/cert.pem": "../../../etc/ssl/certs/ca-certificates.crt",
    }


def test_belongs_to_root_and_can_be_read_by_all() -> None:
    """With all directories: a runtime that makes what a layer lacks may close it to others."""
    members = _write(_CERTIFICATE).members
    assert {(member.uid, member.gid, member.mtime) for member in members.values()} == {(0, 0, 0)}
    assert members[_BUNDLE].mode == 0o644
    directories = {name: member.mode for name, member in members.items() if member.isdir()}
    assert directories == dict.fromkeys(
        [
            *("etc", "etc/pki", "etc/pki/tls", "etc/pki/tls/certs", "etc/ssl", "etc/ssl/certs"),
            *("usr", "usr/lib", "usr/lib/ssl"),
        ],
        0o755,
    )


def test_is_named_and_counted() -> None:
    """No src: the bundle may be a runfile of the program, too."""
    written = _write(_CERTIFICATE)
    assert written.descriptor["layer"] == _LAYER
    assert written.descriptor["file_count"] == 5
    assert written.descriptor["content_size"] == len(_CERTIFICATE)
    assert [entry for entry in written.listing if "src" in entry] == []


def test_is_the_same_each_time() -> None:
    assert _write(_CERTIFICATE).file == _write(_CERTIFICATE).file


def test_openssl_reads_every_certificate_of_the_bundle_that_images_get() -> None:
    (content,) = (bundle.read_bytes() for bundle in _REAL)
    Path("read.pem").write_bytes(_write(content).content(_BUNDLE))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations("read.pem")
    count = content.count(b"-----BEGIN CERTIFICATE-----")
    assert count > 100
    assert context.cert_store_stats() == {"x509": count, "crl": 0, "x509_ca": count}


def test_an_empty_bundle(capsys: pytest.CaptureFixture[str]) -> None:
    assert _error("", capsys) == (
        "b.pem: expected at least one CA certificate in PEM, got an empty file.\n"
        "Name a file with lines `-----BEGIN CERTIFICATE-----` in `cacerts`, or write "
        "`cacerts = None` for an image without the layer.\n"
    )


def test_a_file_without_certificates(capsys: pytest.CaptureFixture[str]) -> None:
    assert "in PEM, got b'hello'." in _error("hello", capsys)
    block = "-----BEGIN X509 CRL-----\nMAMCAQU=\n-----END X509 CRL-----\n"
    assert "in PEM, got b'-----BEGIN X509 CRL-----" in _error(block, capsys)


@pytest.mark.parametrize("content", [b"0\x03\x02\x01\x05", b"0\x81\x80" + b"\x00" * 128])
def test_der(content: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    assert _error(content, capsys) == (
        "b.pem: expected CA certificates in PEM, got DER.\n"
        "Convert it: openssl x509 -inform der -in FILE -outform pem\n"
    )


def test_a_private_key(capsys: pytest.CaptureFixture[str]) -> None:
    key = "-----BEGIN RSA PRIVATE KEY-----\nMAMCAQU=\n-----END RSA PRIVATE KEY-----\n"
    assert _error(_CERTIFICATE + key, capsys) == (
        "b.pem:4: expected certificates alone, got b'-----BEGIN RSA PRIVATE KEY-----'.\n"
        "Take the key out of the bundle: who pulls the image would have it.\n"
    )


@pytest.mark.parametrize("before", ["-----END CERTIFICATE-----", "\ufeff", " "])
def test_a_certificate_that_openssl_would_pass_over(
    before: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Files joined without a line break, a byte order mark, an indented file."""
    line = f"{before}-----BEGIN CERTIFICATE-----".encode()
    assert _error(before + _CERTIFICATE, capsys) == (
        f"b.pem:1: expected -----BEGIN at the start of a line, got {line!r}.\n"
        "Put a line break before it: OpenSSL passes over this certificate.\n"
    )


@pytest.mark.parametrize(
    "body",
    [
        "MAMCAQU=\n",  # no end
        f"?\n{_CERTIFICATE}",
        "MAMCAQ==\n-----END CERTIFICATE-----\n",  # cut off
        "!!!\n-----END CERTIFICATE-----\n",
        "\n-----END CERTIFICATE-----\n",
    ],
)
def test_a_certificate_that_is_none(body: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert _error(f"{_CERTIFICATE}-----BEGIN CERTIFICATE-----\n{body}", capsys) == (
        "b.pem:4: expected a certificate, base64 of DER up to b'-----END CERTIFICATE-----', "
        f"got {body[:59].strip().encode()!r}.\n"
        "Export this certificate again: the file may be cut off.\n"
    )


def test_all_problems_are_told_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    text = _error("-----BEGIN CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----\n", capsys)
    assert "b.pem:1: expected a certificate" in text
    assert "b.pem:2: expected certificates alone" in text


def test_no_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(_arguments("elsewhere.pem")) == 2
    assert capsys.readouterr().err == (
        "layers: error: elsewhere.pem: expected a bundle of CA certificates, "
        "got 'No such file or directory'.\n"
        "Name a file of certificates in PEM in `cacerts`.\n"
    )
