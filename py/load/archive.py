"""An image as a stream that engines read: never a file on disk, and no layer unpacked.

The same archive is an OCI layout and what `docker save` writes, as of Docker 25 on: engines that
know layouts read the one, older Dockers the other. Layers stay compressed as they are.

Sources: https://github.com/opencontainers/image-spec/blob/v1.1.0/image-layout.md and
https://github.com/moby/docker-image-spec/blob/v1.3.1/spec.md#combined-image-json--filesystem-changeset-format.
"""

import json
import shutil
import tarfile
from collections.abc import Callable, Collection, Mapping
from typing import Any, BinaryIO

from images.blobs import BUILD_AGAIN, Blob
from images.errors import LayoutError
from images.image import Image
from layers.oci import media_types
from layers.oci.blobs import blob_dest
from layers.oci.documents import REF_NAME

OCI_LAYOUT = {"imageLayoutVersion": "1.0.0"}

_BLOCK_BYTES = 512
_CHUNK_BYTES = 1 << 20
_END = bytes(2 * _BLOCK_BYTES)


def index_json(image: Image, name: str) -> Mapping[str, Any]:
    """Returns an index.json of one image with a name.

    Args:
        image: of a layout.
        name: "docker.io/library/hello:latest". Of the two annotations, containerd and Docker prefer
            the one, podman and skopeo know the other.
    """
    manifest = image.manifest
    return {
        "schemaVersion": 2,
        "mediaType": media_types.INDEX,
        "manifests": [
            {
                "mediaType": manifest.media_type,
                "digest": manifest.digest,
                "size": manifest.size,
                "platform": {
                    "architecture": image.platform.architecture,
                    "os": image.platform.os,
                    **({"variant": image.platform.variant} if image.platform.variant else {}),
                },
                "annotations": {
                    "io.containerd.image.name": name,
                    REF_NAME: name,
                },
            }
        ],
    }


def write_archive(
    out: BinaryIO,
    image: Image,
    name: str,
    *,
    without: Collection[Blob] = (),
    sending: Callable[[Blob], None],
) -> None:
    """Writes an image to a stream.

    Args:
        out: only written to: a pipe, mostly.
        image: of a layout.
        name: the whole reference.
        without: blobs that the reader has.
        sending: told of each layer before it is written.

    Raises:
        LayoutError: if a blob is not as long as its descriptor says.
    """
    for dest, value in {
        "oci-layout": OCI_LAYOUT,
        "index.json": index_json(image, name),
        "manifest.json": [
            {
                "Config": blob_dest(image.config.digest),
                "RepoTags": [name],
                "Layers": [blob_dest(layer.digest) for layer in image.layers],
            }
        ],
    }.items():
        content = json.dumps(value).encode()
        _write_header(out, dest, len(content))
        out.write(content)
        out.write(_padding(len(content)))
    for blob in dict.fromkeys((image.manifest, image.config, *image.layers)):
        if blob not in without:
            if blob in image.layers:
                sending(blob)
            _write_blob(out, blob)
    out.write(_END)


def _write_blob(out: BinaryIO, blob: Blob) -> None:
    _write_header(out, blob_dest(blob.digest), blob.size)
    with blob.src.open("rb") as file:
        shutil.copyfileobj(file, out, _CHUNK_BYTES)
        if file.tell() != blob.size:
            raise LayoutError(
                f"image {blob.layout}: expected {blob.size} bytes at {blob_dest(blob.digest)}, "
                f"got {file.tell()}",
                fix=BUILD_AGAIN,
            )
    out.write(_padding(blob.size))


def _write_header(out: BinaryIO, dest: str, size: int) -> None:
    info = tarfile.TarInfo(dest)
    info.size = size
    out.write(info.tobuf(tarfile.GNU_FORMAT))


def _padding(size: int) -> bytes:
    return bytes(-size % _BLOCK_BYTES)
