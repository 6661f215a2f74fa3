"""The media types of an OCI image, and the ones of Docker that stand in their place.

Source: https://github.com/opencontainers/image-spec/blob/v1.1.0/media-types.md
"""

INDEX = "application/vnd.oci.image.index.v1+json"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
CONFIG = "application/vnd.oci.image.config.v1+json"

_LAYER = "application/vnd.oci.image.layer.v1.tar"
_NONDISTRIBUTABLE = "application/vnd.oci.image.layer.nondistributable.v1.tar"
OUR_LAYERS = (_LAYER, f"{_LAYER}+gzip", f"{_LAYER}+zstd")
"""What a layer action writes."""

LAYERS = (
    *OUR_LAYERS,
    _NONDISTRIBUTABLE,
    f"{_NONDISTRIBUTABLE}+gzip",
    f"{_NONDISTRIBUTABLE}+zstd",
)
"""What a base image may hold."""

_DOCKER = "application/vnd.docker."
_DOCKER_MANIFEST = f"{_DOCKER}distribution.manifest"

INDEXES = (INDEX, f"{_DOCKER_MANIFEST}.list.v2+json")
MANIFESTS = (MANIFEST, f"{_DOCKER_MANIFEST}.v2+json")
"""What a registry may have: Docker's own as well."""


def is_docker(media_type: str) -> bool:
    """Tells whether a blob is of Docker's own format, which an OCI layout does not hold."""
    return media_type.startswith(_DOCKER)
