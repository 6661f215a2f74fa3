"""An image in a registry: manifest and config are read at once, a layer when it is asked for."""

import contextlib
import json
import shutil
import tempfile
import weakref
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from layers.oci import media_types
from layers.oci.platforms import OF_NO_IMAGE, Platform
from layers.references import is_digest
from registry.blobs import fetch_blob
from registry.connecting import Options, connect
from registry.errors import GrammarError
from registry.manifests import Manifest, get_manifest
from registry.names import parse_reference
from registry.repository import Repository

from reports.errors import SourceError
from reports.model import Image
from reports.sources.parts import Parts, image_of
from reports.sources.platform import choose

_NO_IMAGE = "Name an image: an artifact beside one, such as a signature, has no layers to show."


def is_reference(source: str) -> bool:
    """Tells whether a word can be a reference to a registry."""
    with contextlib.suppress(GrammarError):
        host = parse_reference(source).host
        return "." in host or ":" in host or host == "localhost"
    return False


def read_reference(source: str, *, platform: str, insecure: bool) -> Image:
    """Reads an image from its registry.

    Args:
        source: "<host>/<repository>:<tag>" or "…@<digest>".
        platform: which of an index; "" for the only one, or this machine's.
        insecure: take any certificate of the registry, or none.

    Raises:
        LayersError: if the registry does not give it, or it is no image.
    """
    reference = parse_reference(source)
    options = Options(insecure=insecure)
    repository = connect(reference.host, reference.repository, actions="pull", options=options)
    manifest = get_manifest(repository, reference.version)
    if manifest.media_type in media_types.INDEXES:
        digest = _chosen(source, manifest, platform)
        manifest = get_manifest(repository, digest)
    if manifest.media_type not in media_types.MANIFESTS:
        raise SourceError(
            f"{source}: expected the manifest of an image, got {manifest.media_type!r}",
            fix=_NO_IMAGE,
        )
    directory = Path(tempfile.mkdtemp(prefix="layers-"))
    pulled = _Pulled(source, repository, directory)
    try:
        image = image_of(_parts(source, manifest, pulled))
    except BaseException:
        shutil.rmtree(directory)
        raise
    weakref.finalize(image, shutil.rmtree, directory)
    return image


class _Pulled:
    """The blobs of a repository, each fetched once."""

    def __init__(self, source: str, repository: Repository, directory: Path) -> None:
        self._source = source
        self._repository = repository
        self._directory = directory

    def file(self, descriptor: Mapping[str, Any]) -> Path:
        """Returns where a blob is, once it is whole and has its digest."""
        digest, size = descriptor.get("digest"), descriptor.get("size")
        if not isinstance(digest, str) or not is_digest(digest) or type(size) is not int:
            raise SourceError(
                f"{self._source}: expected a descriptor with digest and size, got {descriptor!r}",
                fix=_NO_IMAGE,
            )
        dest = self._directory / digest.replace(":", "-")
        if not dest.exists():
            fetch_blob(self._repository, digest, size, dest)
        return dest


def _chosen(source: str, index: Manifest, wanted: str) -> str:
    digest_by_platform = {}
    for entry in _object(source, "the index", index.content).get("manifests") or ():
        platform = Platform.of_json(entry.get("platform") or {})
        if platform.os not in OF_NO_IMAGE:
            digest_by_platform[str(platform)] = entry["digest"]
    return str(digest_by_platform[choose(source, list(digest_by_platform), wanted)])


def _parts(source: str, manifest: Manifest, pulled: _Pulled) -> Parts:
    value = _object(source, "the manifest", manifest.content)
    descriptor, layers = value.get("config"), value.get("layers")
    if not isinstance(descriptor, dict) or not isinstance(layers, list):
        raise SourceError(
            f"{source}: expected a manifest with config and layers, "
            f"got one with {', '.join(sorted(value)) or 'nothing'}",
            fix=_NO_IMAGE,
        )
    config = _object(source, "the config", pulled.file(descriptor).read_bytes())
    layer_by_digest = {str(layer.get("digest")): layer for layer in layers}

    def opened(digest: str) -> BinaryIO:
        return pulled.file(layer_by_digest[digest]).open("rb")

    return Parts(
        source=source,
        platform=str(Platform.of_json(config)),
        layers=layers,
        diff_ids=_diff_ids(source, config, layers),
        config=config,
        around_size=len(manifest.content) + int(descriptor.get("size", 0)),
        open=opened,
        path=lambda _: None,
    )


def _diff_ids(source: str, config: Mapping[str, Any], layers: Sequence[Any]) -> Sequence[str]:
    found = (config.get("rootfs") or {}).get("diff_ids") or ()
    if len(found) != len(layers):
        raise SourceError(
            f"{source}: expected one diff_id for each of {len(layers)} layers, got {len(found)}",
            fix=_NO_IMAGE,
        )
    return tuple(map(str, found))


def _object(source: str, subject: str, content: bytes) -> dict[str, Any]:
    value = None
    with contextlib.suppress(ValueError):
        value = json.loads(content)
    if not isinstance(value, dict):
        raise SourceError(
            f"{source}: expected {subject} to be a JSON object, got {content[:60]!r}",
            fix="Push the image again.",
        )
    return value
