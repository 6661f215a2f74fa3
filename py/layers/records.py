"""The messages of `layering/schema/layer.proto` as records, and their JSON mapping.

Written by hand and not generated, because every image build of every user imports it, and importing
the protobuf runtime takes longer than writing a small layer. `py/tests/schema_test.py` holds it to
the `.proto`.
"""

from __future__ import annotations

from layers.record import Record
from layers.record_json import SCHEMA_VERSION, decode, encode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = (
    "ORIGINS",
    "SCHEMA_VERSION",
    "Blob",
    "Bucket",
    "Component",
    "Contents",
    "Copy",
    "Descriptor",
    "Duplicate",
    "ImageRequest",
    "IndexRequest",
    "LayerPolicy",
    "ListingEntry",
    "ListingHeader",
    "ManifestEntry",
    "ManifestHeader",
    "Plan",
    "PlannedLayer",
    "Report",
    "Runfile",
    "SizeLimit",
    "SizeLimits",
    "TagsRequest",
    "Target",
    "WrittenImage",
    "decode",
    "encode",
)

ORIGINS = ("interpreter", "pypi", "links", "external", "internal", "app")
"""Origins in the order in which layers stand."""


class Component(Record):
    """The smallest thing that is layered."""

    origin: str = ""
    name: str = ""
    version: str = ""
    label: str = ""
    fact: str = ""
    part: int = 0
    licenses: tuple[str, ...] = ()


class ManifestHeader(Record):
    """First line of a manifest."""

    schema_version: int = 0
    layer: Component = Component()
    root: str = ""
    uid: int = 0
    gid: int = 0
    components: tuple[Component, ...] = ()
    bytecode: str = ""


class ManifestEntry(Record):
    """One file of a layer, as known at analysis."""

    dest: str = ""
    src: str = ""
    generated: bool = False
    link: str = ""
    content: str = ""
    executable: bool = False
    component: int = 0


class Descriptor(Record):
    """What a layer action says about its tar."""

    schema_version: int = SCHEMA_VERSION
    layer: Component = Component()
    media_type: str = ""
    digest: str = ""
    diff_id: str = ""
    size: int = 0
    uncompressed_size: int = 0
    body_size: int = 0
    file_count: int = 0
    content_size: int = 0
    src: str = ""
    components: tuple[Component, ...] = ()


class ListingHeader(Record):
    """First line of a listing."""

    schema_version: int = SCHEMA_VERSION
    layer: Component = Component()
    root: str = ""
    components: tuple[Component, ...] = ()


class Copy(Record):
    """A file with the bytes of an entry, at the same dest, that is not in the tar itself."""

    src: str = ""
    component: int = 0


class ListingEntry(Record):
    """One entry of a tar, as written."""

    dest: str = ""
    type: str = ""
    mode: int = 0
    size: int = 0
    sha256: str = ""
    target: str = ""
    machine: str = ""
    src: str = ""
    component: int = 0
    format: str = ""
    copies: tuple[Copy, ...] = ()


class Runfile(Record):
    """One runfile of the binary, and why no layer holds it where none does."""

    path: str = ""
    src: str = ""
    replaced: str = ""


class PlannedLayer(Record):
    """One layer of a plan and where its files are."""

    layer: Component = Component()
    tar: str = ""
    descriptor: str = ""
    listing: str = ""
    members: tuple[PlannedLayer, ...] = ()


class Plan(Record):
    """The layers of one image in order."""

    schema_version: int = 0
    label: str = ""
    binary: str = ""
    layout: str = ""
    root: str = ""
    layers: tuple[PlannedLayer, ...] = ()
    budget: int = 0


class Bucket(Record):
    """What a bucket joins."""

    schema_version: int = 0
    layer: Component = Component()
    members: tuple[PlannedLayer, ...] = ()


class SizeLimit(Record):
    """How large a part of an image may be."""

    name: str = ""
    max_bytes: int = 0


class SizeLimits(Record):
    """What a size test holds an image to."""

    schema_version: int = 0
    label: str = ""
    compressed: bool = False
    max_bytes: int = 0
    limits: tuple[SizeLimit, ...] = ()
    members: tuple[PlannedLayer, ...] = ()


class LayerPolicy(Record):
    """What a policy test holds an image to."""

    schema_version: int = 0
    label: str = ""
    allowed_packages: tuple[str, ...] = ()
    forbidden_packages: tuple[str, ...] = ()
    allowed_licenses: tuple[str, ...] = ()
    forbidden_licenses: tuple[str, ...] = ()
    known_licenses: Mapping[str, str] = {}
    forbidden_origins: tuple[str, ...] = ()
    own_code_apart: bool = False
    max_layers: int = 0


class ImageRequest(Record):
    """What `py_image` asks of the image writer."""

    schema_version: int = 0
    label: str = ""
    os: str = ""
    architecture: str = ""
    variant: str = ""
    entrypoint: tuple[str, ...] = ()
    cmd: tuple[str, ...] = ()
    env: tuple[str, ...] = ()
    user: str = ""
    workdir: str = ""
    ports: tuple[str, ...] = ()
    labels: Mapping[str, str] = {}
    annotations: Mapping[str, str] = {}
    ref_name: str = ""
    path_prefix: str = ""
    created: str = ""


class TagsRequest(Record):
    """What `image_tags` asks for."""

    schema_version: int = 0
    label: str = ""
    tags: tuple[str, ...] = ()
    src: str = ""


class Blob(Record):
    """One large blob of an image."""

    digest: str = ""
    src: str = ""


class WrittenImage(Record):
    """An image that was written, for who puts it into an index."""

    schema_version: int = 0
    label: str = ""
    manifest: str = ""
    config: str = ""
    layers: tuple[Blob, ...] = ()


class IndexRequest(Record):
    """What `py_image_index` asks of the image writer."""

    schema_version: int = 0
    label: str = ""
    images: tuple[str, ...] = ()
    annotations: Mapping[str, str] = {}
    ref_name: str = ""


class Duplicate(Record):
    """One dest that several layers hold, with the same bytes."""

    dest: str = ""
    layers: tuple[str, ...] = ()


class Contents(Record):
    """What one layer holds, its directories apart."""

    entries: tuple[ListingEntry, ...] = ()


class Target(Record):
    """A target that a binary reaches, and what it names."""

    label: str = ""
    deps: tuple[str, ...] = ()


class Report(Record):
    """What a report shows."""

    schema_version: int = SCHEMA_VERSION
    label: str = ""
    binary: str = ""
    image: str = ""
    layers: tuple[Descriptor, ...] = ()
    size: int = 0
    uncompressed_size: int = 0
    file_count: int = 0
    replaced: tuple[Runfile, ...] = ()
    duplicates: tuple[Duplicate, ...] = ()
    contents: tuple[Contents, ...] = ()
    targets: tuple[Target, ...] = ()
    root: str = ""
    budget: int = 0
