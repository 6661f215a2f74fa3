"""`layers cacerts`: the layer of the certificates that programs of an image trust.

Where a program looks for them was decided by who built the library that looks. The bundle is at
one place, and links are at the others, so that it is the same one for all.
"""

from __future__ import annotations

from pathlib import Path

from layers import dests
from layers.arguments import Command, Option, parse
from layers.errors import BundleError
from layers.records import Component, decode
from layers.serving.execution_root import located
from layers.tar.archive import Owner
from layers.tar.compression import COMPRESSIONS, compression_of
from layers.tar.written_layer import LAYER_OPTIONS, write_layer
from layers.tree.certificates import check_bundle
from layers.tree.leaves import FileLeaf, LinkLeaf, Tree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

BUNDLE = "etc/ssl/certs/ca-certificates.crt"
"""Debian, Ubuntu, Alpine and distroless have it here; Go and Rust look here first."""

LINKS = (
    "etc/ssl/cert.pem",  # OpenSSL of Alpine, of python-build-standalone
    "etc/pki/tls/cert.pem",  # OpenSSL of Fedora and Red Hat, and of wheels built on their like
    "etc/pki/tls/certs/ca-bundle.crt",  # curl of the same
    "usr/lib/ssl/cert.pem",  # OpenSSL of Debian and Ubuntu, whose directory a slim base lacks
)
"""Where else it is looked for; see also https://go.dev/src/crypto/x509/root_linux.go."""

_ROOT = Owner(uid=0, gid=0)
"""Of every entry, whoever owns the app: who runs as the app must not choose whom it trusts."""

_COMMAND = Command(
    name="cacerts",
    summary="writes a bundle of CA certificates as one deterministic layer",
    options=(
        Option(name="--bundle", meaning="certificates in PEM"),
        Option(name="--layer", meaning="JSON: Component, what the layer is called"),
        *LAYER_OPTIONS,
        Option(name="--compression", meaning=f"one of {', '.join(COMPRESSIONS)}"),
        Option(name="--level", meaning="as of `layers layer`", required=False),
    ),
)


def run(argv: Sequence[str]) -> None:
    """Writes the layer.

    Args:
        argv: the arguments of the command.

    Raises:
        LayersError: if the bundle is none, or the disk does not allow it.
    """
    options = parse(_COMMAND, argv)
    layer = decode(Component, options["layer"], "--layer")
    content = _read(options["bundle"])
    check_bundle(content, options["bundle"])
    compression = compression_of(options["compression"], options["level"])
    write_layer(_tree(layer, content), _ROOT, compression, options)


def _read(src: str) -> bytes:
    try:
        return Path(located(src)).read_bytes()
    except OSError as error:
        raise BundleError(
            f"{src}: expected a bundle of CA certificates, got {error.strerror!r}",
            fix="Name a file of certificates in PEM in `cacerts`.",
        ) from None


def _tree(layer: Component, content: bytes) -> Tree:
    """Returns what the tar will hold.

    The bundle is text of the layout's own, not a source: a program may have the same file in its
    `data`, where it stays a runfile of one layer.
    """
    links = (
        LinkLeaf(dest=dest, component=0, target=dests.relative(BUNDLE, dest)) for dest in LINKS
    )
    return Tree(
        layer=layer,
        components=(layer,),
        root="",
        leaves=(FileLeaf(dest=BUNDLE, component=0, text=content), *links),
    )
