"""Whose certificates are trusted: the system's, or those of `SSL_CERT_FILE` and `SSL_CERT_DIR`."""

import os
import ssl
from pathlib import Path

_VARIABLES = ("SSL_CERT_FILE", "SSL_CERT_DIR")

_BUNDLES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)
"""Where systems keep them: a Python that was built elsewhere looks in one place alone.

Source: https://go.dev/src/crypto/x509/root_linux.go
"""


def trust(*, insecure: bool) -> ssl.SSLContext:
    """Returns what decides whether a registry is the one it says it is.

    Args:
        insecure: trusts anyone.
    """
    context = ssl.create_default_context()
    if insecure:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    elif not any(os.environ.get(name) for name in _VARIABLES):
        for bundle in filter(Path.is_file, map(Path, _BUNDLES)):
            context.load_verify_locations(bundle)
            break
    return context
