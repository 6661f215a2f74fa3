"""What a bundle of CA certificates must be, so that no program passes over a part of it in silence.

Source: https://www.rfc-editor.org/rfc/rfc7468
"""

from __future__ import annotations

import binascii
import re

from layers.errors import BundleError, raise_all

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_BEGIN = re.compile(rb"-----BEGIN ([^\r\n]*?)-----")
_CERTIFICATE = b"CERTIFICATE"
_END = b"-----END CERTIFICATE-----"
_SEQUENCE = 0x30
_LONG = 0x80
"""The bit of a DER length that says how many bytes of length follow."""

_SHOWN_CHARACTERS = 60


def check_bundle(content: bytes, src: str) -> None:
    """Checks that a bundle holds certificates, each whole, and nothing secret.

    Args:
        content: of the file.
        src: what to call it in errors.

    Raises:
        BundleError: if it does not; all problems at once.
    """
    blocks = tuple(_BEGIN.finditer(content))
    problems = [problem for block in blocks for problem in _problems(content, block, src)]
    if not problems and not any(block[1] == _CERTIFICATE for block in blocks):
        problems.append(_no_certificate(content, src))
    raise_all(problems)


def _no_certificate(content: bytes, src: str) -> BundleError:
    if _is_sequence(content):
        return BundleError(
            f"{src}: expected CA certificates in PEM, got DER",
            fix="Convert it: openssl x509 -inform der -in FILE -outform pem",
        )
    got = repr(content[:_SHOWN_CHARACTERS]) if content else "an empty file"
    return BundleError(
        f"{src}: expected at least one CA certificate in PEM, got {got}",
        fix="Name a file with lines `-----BEGIN CERTIFICATE-----` in `cacerts`, or write "
        "`cacerts = None` for an image without the layer.",
    )


def _problems(content: bytes, block: re.Match[bytes], src: str) -> Iterator[BundleError]:
    """Yields what is wrong with one block."""
    number = content.count(b"\n", 0, block.start()) + 1
    where = f"{src}:{number}"
    if block[1].endswith(b"PRIVATE KEY"):
        yield BundleError(
            f"{where}: expected certificates alone, got {block[0]!r}",
            fix="Take the key out of the bundle: who pulls the image would have it.",
        )
    if block.start() and content[block.start() - 1 : block.start()] not in (b"\n", b"\r"):
        line = content[: block.end()].rpartition(b"\n")[2]
        yield BundleError(
            f"{where}: expected -----BEGIN at the start of a line, got {line!r}",
            fix="Put a line break before it: OpenSSL passes over this certificate.",
        )
    elif block[1] == _CERTIFICATE and not _is_certificate(content, block.end()):
        yield BundleError(
            f"{where}: expected a certificate, base64 of DER up to {_END!r}, got "
            f"{content[block.end() : block.end() + _SHOWN_CHARACTERS].strip()!r}",
            fix="Export this certificate again: the file may be cut off.",
        )


def _is_certificate(content: bytes, start: int) -> bool:
    end = content.find(_END, start)
    if end < 0:
        return False
    try:
        der = binascii.a2b_base64(b"".join(content[start:end].split()), strict_mode=True)
    except binascii.Error:
        return False
    return _is_sequence(der)


def _is_sequence(data: bytes) -> bool:
    """Tells whether bytes are one DER sequence, all of them: what a certificate is."""
    if len(data) < len(b"0\x00") or data[0] != _SEQUENCE:
        return False
    if data[1] < _LONG:
        return len(data) == len(b"0\x00") + data[1]
    start = 2 + data[1] - _LONG
    return len(data) == start + int.from_bytes(data[2:start])
