from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Origin(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ORIGIN_UNSPECIFIED: _ClassVar[Origin]
    interpreter: _ClassVar[Origin]
    pypi: _ClassVar[Origin]
    links: _ClassVar[Origin]
    external: _ClassVar[Origin]
    internal: _ClassVar[Origin]
    app: _ClassVar[Origin]

class EntryType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ENTRY_TYPE_UNSPECIFIED: _ClassVar[EntryType]
    file: _ClassVar[EntryType]
    link: _ClassVar[EntryType]
    directory: _ClassVar[EntryType]
ORIGIN_UNSPECIFIED: Origin
interpreter: Origin
pypi: Origin
links: Origin
external: Origin
internal: Origin
app: Origin
ENTRY_TYPE_UNSPECIFIED: EntryType
file: EntryType
link: EntryType
directory: EntryType

class Component(_message.Message):
    __slots__ = ("origin", "name", "version", "label", "fact", "part", "licenses")
    ORIGIN_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    FACT_FIELD_NUMBER: _ClassVar[int]
    PART_FIELD_NUMBER: _ClassVar[int]
    LICENSES_FIELD_NUMBER: _ClassVar[int]
    origin: Origin
    name: str
    version: str
    label: str
    fact: str
    part: int
    licenses: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, origin: _Optional[_Union[Origin, str]] = ..., name: _Optional[str] = ..., version: _Optional[str] = ..., label: _Optional[str] = ..., fact: _Optional[str] = ..., part: _Optional[int] = ..., licenses: _Optional[_Iterable[str]] = ...) -> None: ...

class ManifestHeader(_message.Message):
    __slots__ = ("schema_version", "layer", "root", "uid", "gid", "components", "bytecode")
    SCHEMA_VERSION_FIELD_NUMBER: _ClassVar[int]
    LAYER_FIELD_NUMBER: _ClassVar[int]
    ROOT_FIELD_NUMBER: _ClassVar[int]
    UID_FIELD_NUMBER: _ClassVar[int]
    GID_FIELD_NUMBER: _ClassVar[int]
    COMPONENTS_FIELD_NUMBER: _ClassVar[int]
    BYTECODE_FIELD_NUMBER: _ClassVar[int]
    schema_version: int
    layer: Component
    root: str
    uid: int
    gid: int
    components: _containers.RepeatedCompositeFieldContainer[Component]
    bytecode: str
    def __init__(self, schema_version: _Optional[int] = ..., layer: _Optional[_Union[Component, _Mapping]] = ..., root: _Optional[str] = ..., uid: _Optional[int] = ..., gid: _Optional[int] = ..., components: _Optional[_Iterable[_Union[Component, _Mapping]]] = ..., bytecode: _Optional[str] = ...) -> None: ...

class ManifestEntry(_message.Message):
    __slots__ = ("dest", "src", "generated", "link", "content", "executable", "component")
    DEST_FIELD_NUMBER: _ClassVar[int]
    SRC_FIELD_NUMBER: _ClassVar[int]
    GENERATED_FIELD_NUMBER: _ClassVar[int]
    LINK_FIELD_NUMBER: _ClassVar[int]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    EXECUTABLE_FIELD_NUMBER: _ClassVar[int]
    COMPONENT_FIELD_NUMBER: _ClassVar[int]
    dest: str
    src: str
    generated: bool
    link: str
    content: str
    executable: bool
    component: int
    def __init__(self, dest: _Optional[str] = ..., src: _Optional[str] = ..., generated: _Optional[bool] = ..., link: _Optional[str] = ..., content: _Optional[str] = ..., executable: _Optional[bool] = ..., component: _Optional[int] = ...) -> None: ...

class Descriptor(_message.Message):
    __slots__ = ("schema_version", "layer", "media_type", "digest", "diff_id", "size", "uncompressed_size", "body_size", "file_count", "content_size", "src", "components")
    SCHEMA_VERSION_FIELD_NUMBER: _ClassVar[int]
    LAYER_FIELD_NUMBER: _ClassVar[int]
    MEDIA_TYPE_FIELD_NUMBER: _ClassVar[int]
    DIGEST_FIELD_NUMBER: _ClassVar[int]
    DIFF_ID_FIELD_NUMBER: _ClassVar[int]
    SIZE_FIELD_NUMBER: _ClassVar[int]
    UNCOMPRESSED_SIZE_FIELD_NUMBER: _ClassVar[int]
    BODY_SIZE_FIELD_NUMBER: _ClassVar[int]
    FILE_COUNT_FIELD_NUMBER: _ClassVar[int]
    CONTENT_SIZE_FIELD_NUMBER: _ClassVar[int]
    SRC_FIELD_NUMBER: _ClassVar[int]
    COMPONENTS_FIELD_NUMBER: _ClassVar[int]
    schema_version: int
    layer: Component
    media_type: str
    digest: str
    diff_id: str
    size: int
    uncompressed_size: int
    body_size: int
    file_count: int
    content_size: int
    src: str
    components: _containers.RepeatedCompositeFieldContainer[Component]
    def __init__(self, schema_version: _Optional[int] = ..., layer: _Optional[_Union[Component, _Mapping]] = ..., media_type: _Optional[str] = ..., digest: _Optional[str] = ..., diff_id: _Optional[str] = ..., size: _Optional[int] = ..., uncompressed_size: _Optional[int] = ..., body_size: _Optional[int] = ..., file_count: _Optional[int] = ..., content_size: _Optional[int] = ..., src: _Optional[str] = ..., components: _Optional[_Iterable[_Union[Component, _Mapping]]] = ...) -> None: ...

class ListingHeader(_message.Message):
    __slots__ = ("schema_version", "layer", "root", "components")
    SCHEMA_VERSION_FIELD_NUMBER: _ClassVar[int]
    LAYER_FIELD_NUMBER: _ClassVar[int]
    ROOT_FIELD_NUMBER: _ClassVar[int]
    COMPONENTS_FIELD_NUMBER: _ClassVar[int]
    schema_version: int
    layer: Component
    root: str
    components: _containers.RepeatedCompositeFieldContainer[Component]
    def __init__(self, schema_version: _Optional[int] = ..., layer: _Optional[_Union[Component, _Mapping]] = ..., root: _Optional[str] = ..., components: _Optional[_Iterable[_Union[Component, _Mapping]]] = ...) -> None: ...

class ListingEntry(_message.Message):
    __slots__ = ("dest", "type", "mode", "size", "sha256", "target", "machine", "src", "component", "format", "copies")
    DEST_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    MODE_FIELD_NUMBER: _ClassVar[int]
    SIZE_FIELD_NUMBER: _ClassVar[int]
    SHA256_FIELD_NUMBER: _ClassVar[int]
    TARGET_FIELD_NUMBER: _ClassVar[int]
    MACHINE_FIELD_NUMBER: _ClassVar[int]
    SRC_FIELD_NUMBER: _ClassVar[int]
    COMPONENT_FIELD_NUMBER: _ClassVar[int]
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    COPIES_FIELD_NUMBER: _ClassVar[int]
    dest: str
    type: EntryType
    mode: int
    size: int
    sha256: str
    target: str
    machine: str
    src: str
    component: int
    format: str
    copies: _containers.RepeatedCompositeFieldContainer[Copy]
    def __init__(self, dest: _Optional[str] = ..., type: _Optional[_Union[EntryType, str]] = ..., mode: _Optional[int] = ..., size: _Optional[int] = ..., sha256: _Optional[str] = ..., target: _Optional[str] = ..., machine: _Optional[str] = ..., src: _Optional[str] = ..., component: _Optional[int] = ..., format: _Optional[str] = ..., copies: _Optional[_Iterable[_Union[Copy, _Mapping]]] = ...) -> None: ...

class Copy(_message.Message):
    __slots__ = ("src", "component")
    SRC_FIELD_NUMBER: _ClassVar[int]
    COMPONENT_FIELD_NUMBER: _ClassVar[int]
    src: str
    component: int
    def __init__(self, src: _Optional[str] = ..., component: _Optional[int] = ...) -> None: ...

class Runfile(_message.Message):
    __slots__ = ("path", "src", "replaced")
    PATH_FIELD_NUMBER: _ClassVar[int]
    SRC_FIELD_NUMBER: _ClassVar[int]
    REPLACED_FIELD_NUMBER: _ClassVar[int]
    path: str
    src: str
    replaced: str
    def __init__(self, path: _Optional[str] = ..., src: _Optional[str] = ..., replaced: _Optional[str] = ...) -> None: ...

class Plan(_message.Message):
    __slots__ = ("schema_version", "label", "binary", "layout", "root", "layers", "budget")
    SCHEMA_VERSION_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    BINARY_FIELD_NUMBER: _ClassVar[int]
    LAYOUT_FIELD_NUMBER: _ClassVar[int]
    ROOT_FIELD_NUMBER: _ClassVar[int]
    LAYERS_FIELD_NUMBER: _ClassVar[int]
    BUDGET_FIELD_NUMBER: _ClassVar[int]
    schema_version: int
    label: str
    binary: str
    layout: str
    root: str
    layers: _containers.RepeatedCompositeFieldContainer[PlannedLayer]
    budget: int
    def __init__(self, schema_version: _Optional[int] = ..., label: _Optional[str] = ..., binary: _Optional[str] = ..., layout: _Optional[str] = ..., root: _Optional[str] = ..., layers: _Optional[_Iterable[_Union[PlannedLayer, _Mapping]]] = ..., budget: _Optional[int] = ...) -> None: ...

class Bucket(_message.Message):
    __slots__ = ("schema_version", "layer", "members")
    SCHEMA_VERSION_FIELD_NUMBER: _ClassVar[int]
    LAYER_FIELD_NUMBER: _ClassVar[int]
    MEMBERS_FIELD_NUMBER: _ClassVar[int]
    schema_version: int
    layer: Component
    members: _containers.RepeatedCompositeFieldContainer[PlannedLayer]
    def __init__(self, schema_version: _Optional[int] = ..., layer: _Optional[_Union[Component, _Mapping]] = ..., members: _Optional[_Iterable[_Union[PlannedLayer, _Mapping]]] = ...) -> None: ...

class PlannedLayer(_message.Message):
    __slots__ = ("layer", "tar", "descriptor", "listing", "members")
    LAYER_FIELD_NUMBER: _ClassVar[int]
    TAR_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTOR_FIELD_NUMBER: _ClassVar[int]
    LISTING_FIELD_NUMBER: _ClassVar[int]
    MEMBERS_FIELD_NUMBER: _ClassVar[int]
    layer: Component
    tar: str
    descriptor: str
    listing: str
    members: _containers.RepeatedCompositeFieldContainer[PlannedLayer]
    def __init__(self, layer: _Optional[_Union[Component, _Mapping]] = ..., tar: _Optional[str] = ..., descriptor: _Optional[str] = ..., listing: _Optional[str] = ..., members: _Optional[_Iterable[_Union[PlannedLayer, _Mapping]]] = ...) -> None: ...

class SizeLimits(_message.Message):
    __slots__ = ("schema_version", "label", "compressed", "max_bytes", "limits", "members")
    SCHEMA_VERSION_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    COMPRESSED_FIELD_NUMBER: _ClassVar[int]
    MAX_BYTES_FIELD_NUMBER: _ClassVar[int]
    LIMITS_FIELD_NUMBER: _ClassVar[int]
    MEMBERS_FIELD_NUMBER: _ClassVar[int]
    schema_version: int
    label: str
    compressed: bool
    max_bytes: int
    limits: _containers.RepeatedCompositeFieldContainer[SizeLimit]
    members: _containers.RepeatedCompositeFieldContainer[PlannedLayer]
    def __init__(self, schema_version: _Optional[int] = ..., label: _Optional[str] = ..., compressed: _Optional[bool] = ..., max_bytes: _Optional[int] = ..., limits: _Optional[_Iterable[_Union[SizeLimit, _Mapping]]] = ..., members: _Optional[_Iterable[_Union[PlannedLayer, _Mapping]]] = ...) -> None: ...

class SizeLimit(_message.Message):
    __slots__ = ("name", "max_bytes")
    NAME_FIELD_NUMBER: _ClassVar[int]
    MAX_BYTES_FIELD_NUMBER: _ClassVar[int]
    name: str
    max_bytes: int
    def __init__(self, name: _Optional[str] = ..., max_bytes: _Optional[int] = ...) -> None: ...

class LayerPolicy(_message.Message):
    __slots__ = ("schema_version", "label", "allowed_packages", "forbidden_packages", "allowed_licenses", "forbidden_licenses", "known_licenses", "forbidden_origins", "own_code_apart", "max_layers")
    class KnownLicensesEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    SCHEMA_VERSION_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    ALLOWED_PACKAGES_FIELD_NUMBER: _ClassVar[int]
    FORBIDDEN_PACKAGES_FIELD_NUMBER: _ClassVar[int]
    ALLOWED_LICENSES_FIELD_NUMBER: _ClassVar[int]
    FORBIDDEN_LICENSES_FIELD_NUMBER: _ClassVar[int]
    KNOWN_LICENSES_FIELD_NUMBER: _ClassVar[int]
    FORBIDDEN_ORIGINS_FIELD_NUMBER: _ClassVar[int]
    OWN_CODE_APART_FIELD_NUMBER: _ClassVar[int]
    MAX_LAYERS_FIELD_NUMBER: _ClassVar[int]
    schema_version: int
    label: str
    allowed_packages: _containers.RepeatedScalarFieldContainer[str]
    forbidden_packages: _containers.RepeatedScalarFieldContainer[str]
    allowed_licenses: _containers.RepeatedScalarFieldContainer[str]
    forbidden_licenses: _containers.RepeatedScalarFieldContainer[str]
    known_licenses: _containers.ScalarMap[str, str]
    forbidden_origins: _containers.RepeatedScalarFieldContainer[str]
    own_code_apart: bool
    max_layers: int
    def __init__(self, schema_version: _Optional[int] = ..., label: _Optional[str] = ..., allowed_packages: _Optional[_Iterable[str]] = ..., forbidden_packages: _Optional[_Iterable[str]] = ..., allowed_licenses: _Optional[_Iterable[str]] = ..., forbidden_licenses: _Optional[_Iterable[str]] = ..., known_licenses: _Optional[_Mapping[str, str]] = ..., forbidden_origins: _Optional[_Iterable[str]] = ..., own_code_apart: _Optional[bool] = ..., max_layers: _Optional[int] = ...) -> None: ...

class ImageRequest(_message.Message):
    __slots__ = ("schema_version", "label", "os", "architecture", "variant", "entrypoint", "cmd", "env", "user", "workdir", "ports", "labels", "annotations", "ref_name", "path_prefix", "created")
    class LabelsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    class AnnotationsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    SCHEMA_VERSION_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    OS_FIELD_NUMBER: _ClassVar[int]
    ARCHITECTURE_FIELD_NUMBER: _ClassVar[int]
    VARIANT_FIELD_NUMBER: _ClassVar[int]
    ENTRYPOINT_FIELD_NUMBER: _ClassVar[int]
    CMD_FIELD_NUMBER: _ClassVar[int]
    ENV_FIELD_NUMBER: _ClassVar[int]
    USER_FIELD_NUMBER: _ClassVar[int]
    WORKDIR_FIELD_NUMBER: _ClassVar[int]
    PORTS_FIELD_NUMBER: _ClassVar[int]
    LABELS_FIELD_NUMBER: _ClassVar[int]
    ANNOTATIONS_FIELD_NUMBER: _ClassVar[int]
    REF_NAME_FIELD_NUMBER: _ClassVar[int]
    PATH_PREFIX_FIELD_NUMBER: _ClassVar[int]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    schema_version: int
    label: str
    os: str
    architecture: str
    variant: str
    entrypoint: _containers.RepeatedScalarFieldContainer[str]
    cmd: _containers.RepeatedScalarFieldContainer[str]
    env: _containers.RepeatedScalarFieldContainer[str]
    user: str
    workdir: str
    ports: _containers.RepeatedScalarFieldContainer[str]
    labels: _containers.ScalarMap[str, str]
    annotations: _containers.ScalarMap[str, str]
    ref_name: str
    path_prefix: str
    created: str
    def __init__(self, schema_version: _Optional[int] = ..., label: _Optional[str] = ..., os: _Optional[str] = ..., architecture: _Optional[str] = ..., variant: _Optional[str] = ..., entrypoint: _Optional[_Iterable[str]] = ..., cmd: _Optional[_Iterable[str]] = ..., env: _Optional[_Iterable[str]] = ..., user: _Optional[str] = ..., workdir: _Optional[str] = ..., ports: _Optional[_Iterable[str]] = ..., labels: _Optional[_Mapping[str, str]] = ..., annotations: _Optional[_Mapping[str, str]] = ..., ref_name: _Optional[str] = ..., path_prefix: _Optional[str] = ..., created: _Optional[str] = ...) -> None: ...

class TagsRequest(_message.Message):
    __slots__ = ("schema_version", "label", "tags", "src")
    SCHEMA_VERSION_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    TAGS_FIELD_NUMBER: _ClassVar[int]
    SRC_FIELD_NUMBER: _ClassVar[int]
    schema_version: int
    label: str
    tags: _containers.RepeatedScalarFieldContainer[str]
    src: str
    def __init__(self, schema_version: _Optional[int] = ..., label: _Optional[str] = ..., tags: _Optional[_Iterable[str]] = ..., src: _Optional[str] = ...) -> None: ...

class WrittenImage(_message.Message):
    __slots__ = ("schema_version", "label", "manifest", "config", "layers")
    SCHEMA_VERSION_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    MANIFEST_FIELD_NUMBER: _ClassVar[int]
    CONFIG_FIELD_NUMBER: _ClassVar[int]
    LAYERS_FIELD_NUMBER: _ClassVar[int]
    schema_version: int
    label: str
    manifest: str
    config: str
    layers: _containers.RepeatedCompositeFieldContainer[Blob]
    def __init__(self, schema_version: _Optional[int] = ..., label: _Optional[str] = ..., manifest: _Optional[str] = ..., config: _Optional[str] = ..., layers: _Optional[_Iterable[_Union[Blob, _Mapping]]] = ...) -> None: ...

class Blob(_message.Message):
    __slots__ = ("digest", "src")
    DIGEST_FIELD_NUMBER: _ClassVar[int]
    SRC_FIELD_NUMBER: _ClassVar[int]
    digest: str
    src: str
    def __init__(self, digest: _Optional[str] = ..., src: _Optional[str] = ...) -> None: ...

class IndexRequest(_message.Message):
    __slots__ = ("schema_version", "label", "images", "annotations", "ref_name")
    class AnnotationsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    SCHEMA_VERSION_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    IMAGES_FIELD_NUMBER: _ClassVar[int]
    ANNOTATIONS_FIELD_NUMBER: _ClassVar[int]
    REF_NAME_FIELD_NUMBER: _ClassVar[int]
    schema_version: int
    label: str
    images: _containers.RepeatedScalarFieldContainer[str]
    annotations: _containers.ScalarMap[str, str]
    ref_name: str
    def __init__(self, schema_version: _Optional[int] = ..., label: _Optional[str] = ..., images: _Optional[_Iterable[str]] = ..., annotations: _Optional[_Mapping[str, str]] = ..., ref_name: _Optional[str] = ...) -> None: ...

class Report(_message.Message):
    __slots__ = ("schema_version", "label", "binary", "image", "layers", "size", "uncompressed_size", "file_count", "replaced", "duplicates", "contents", "targets", "root", "budget")
    SCHEMA_VERSION_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    BINARY_FIELD_NUMBER: _ClassVar[int]
    IMAGE_FIELD_NUMBER: _ClassVar[int]
    LAYERS_FIELD_NUMBER: _ClassVar[int]
    SIZE_FIELD_NUMBER: _ClassVar[int]
    UNCOMPRESSED_SIZE_FIELD_NUMBER: _ClassVar[int]
    FILE_COUNT_FIELD_NUMBER: _ClassVar[int]
    REPLACED_FIELD_NUMBER: _ClassVar[int]
    DUPLICATES_FIELD_NUMBER: _ClassVar[int]
    CONTENTS_FIELD_NUMBER: _ClassVar[int]
    TARGETS_FIELD_NUMBER: _ClassVar[int]
    ROOT_FIELD_NUMBER: _ClassVar[int]
    BUDGET_FIELD_NUMBER: _ClassVar[int]
    schema_version: int
    label: str
    binary: str
    image: str
    layers: _containers.RepeatedCompositeFieldContainer[Descriptor]
    size: int
    uncompressed_size: int
    file_count: int
    replaced: _containers.RepeatedCompositeFieldContainer[Runfile]
    duplicates: _containers.RepeatedCompositeFieldContainer[Duplicate]
    contents: _containers.RepeatedCompositeFieldContainer[Contents]
    targets: _containers.RepeatedCompositeFieldContainer[Target]
    root: str
    budget: int
    def __init__(self, schema_version: _Optional[int] = ..., label: _Optional[str] = ..., binary: _Optional[str] = ..., image: _Optional[str] = ..., layers: _Optional[_Iterable[_Union[Descriptor, _Mapping]]] = ..., size: _Optional[int] = ..., uncompressed_size: _Optional[int] = ..., file_count: _Optional[int] = ..., replaced: _Optional[_Iterable[_Union[Runfile, _Mapping]]] = ..., duplicates: _Optional[_Iterable[_Union[Duplicate, _Mapping]]] = ..., contents: _Optional[_Iterable[_Union[Contents, _Mapping]]] = ..., targets: _Optional[_Iterable[_Union[Target, _Mapping]]] = ..., root: _Optional[str] = ..., budget: _Optional[int] = ...) -> None: ...

class Contents(_message.Message):
    __slots__ = ("entries",)
    ENTRIES_FIELD_NUMBER: _ClassVar[int]
    entries: _containers.RepeatedCompositeFieldContainer[ListingEntry]
    def __init__(self, entries: _Optional[_Iterable[_Union[ListingEntry, _Mapping]]] = ...) -> None: ...

class Target(_message.Message):
    __slots__ = ("label", "deps")
    LABEL_FIELD_NUMBER: _ClassVar[int]
    DEPS_FIELD_NUMBER: _ClassVar[int]
    label: str
    deps: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, label: _Optional[str] = ..., deps: _Optional[_Iterable[str]] = ...) -> None: ...

class Duplicate(_message.Message):
    __slots__ = ("dest", "layers")
    DEST_FIELD_NUMBER: _ClassVar[int]
    LAYERS_FIELD_NUMBER: _ClassVar[int]
    dest: str
    layers: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, dest: _Optional[str] = ..., layers: _Optional[_Iterable[str]] = ...) -> None: ...
