"""Made-up layers, requests and base layouts, and the image writer run on them."""

import gzip
import hashlib
import io
import json
import shutil
import tarfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from layers import image
from layers.records import Component, Descriptor, ImageRequest, Plan, PlannedLayer, encode

GZIP = "application/vnd.oci.image.layer.v1.tar+gzip"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
INDEX = "application/vnd.oci.image.index.v1+json"
CONFIG = "application/vnd.oci.image.config.v1+json"

REQUEST = ImageRequest(schema_version=1, label="//svc:image", os="linux", architecture="amd64")
FASTAPI = Component(
    origin="pypi", name="fastapi", version="0.115.0", label="@pypi//fastapi:pkg", fact="a tag"
)


def sha256(content: bytes) -> str:
    """Returns a digest as OCI writes it."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def write_layer(name: str, layer: Component = FASTAPI, **changes: Any) -> PlannedLayer:
    """Writes a layer of one file and its descriptor below the working directory."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        info = tarfile.TarInfo(f"app/{name}.py")
        info.size = len(name)
        tar.addfile(info, io.BytesIO(name.encode()))
    body = gzip.compress(archive.getvalue(), mtime=0)
    Path("bin").mkdir(exist_ok=True)
    Path(f"bin/{name}.tar.gz").write_bytes(body)
    descriptor = Descriptor(
        layer=layer,
        media_type=GZIP,
        digest=sha256(body),
        diff_id=sha256(archive.getvalue()),
        size=len(body),
        uncompressed_size=len(archive.getvalue()),
        file_count=1,
        content_size=len(name),
    )
    Path(f"bin/{name}.json").write_text(encode(descriptor.replace(**changes)))
    return PlannedLayer(layer=layer, tar=f"bin/{name}.tar.gz", descriptor=f"bin/{name}.json")


def write_image(
    *layers: PlannedLayer,
    request: ImageRequest = REQUEST,
    options: Sequence[str] = (),
    out: str = "out",
) -> Path:
    """Runs the image writer and returns the layout it made."""
    plan = Plan(schema_version=1, label="//svc:layers", binary="//svc", root="app", layers=layers)
    Path("plan.json").write_text(encode(plan))
    Path("request.json").write_text(encode(request))
    shutil.rmtree(out, ignore_errors=True)
    Path(out).mkdir()  # as Bazel does
    image.run(["--plan=plan.json", "--request=request.json", f"--out={out}", *options])
    return Path(out)


class BaseLayout:
    """A base image on disk, written without the code that is tested."""

    def __init__(self, directory: str = "base") -> None:
        self.directory = Path(directory)
        (self.directory / "blobs" / "sha256").mkdir(parents=True)
        self.write("oci-layout", {"imageLayoutVersion": "1.0.0"})

    def write(self, name: str, value: Any) -> None:
        (self.directory / name).write_text(json.dumps(value))

    def path(self, digest: str) -> Path:
        return self.directory / "blobs" / digest.replace(":", "/")

    def blob(self, media_type: str, content: bytes) -> dict[str, Any]:
        digest = sha256(content)
        self.path(digest).write_bytes(content)
        return {"mediaType": media_type, "digest": digest, "size": len(content)}

    def json_blob(self, media_type: str, value: Any) -> dict[str, Any]:
        return self.blob(media_type, json.dumps(value).encode())

    def manifest(
        self,
        *,
        config: Mapping[str, Any] | None = None,
        layers: Sequence[bytes] = (b"base layer",),
        diff_ids: int | None = None,
        layer_type: str = GZIP,
        config_type: str = CONFIG,
    ) -> dict[str, Any]:
        """Writes an image and returns its descriptor."""
        count = len(layers) if diff_ids is None else diff_ids
        diffs = [sha256(b"diff of %d" % i) for i in range(count)]
        value = {
            "os": "linux",
            "architecture": "amd64",
            "rootfs": {"type": "layers", "diff_ids": diffs},
        }
        value |= config or {}
        return self.json_blob(
            MANIFEST,
            {
                "schemaVersion": 2,
                "mediaType": MANIFEST,
                "config": self.json_blob(config_type, value),
                "layers": [self.blob(layer_type, layer) for layer in layers],
            },
        )

    def index(self, *manifests: Mapping[str, Any]) -> None:
        self.write("index.json", {"schemaVersion": 2, "manifests": list(manifests)})


def read_json(path: Path) -> Any:
    """Reads what the image writer wrote, with nothing of its own."""
    return json.loads(path.read_text())


def blob_of(out: Path, descriptor: Mapping[str, Any]) -> Path:
    """Returns the file of a descriptor."""
    digest: str = descriptor["digest"]
    algorithm, _, encoded = digest.partition(":")
    return out / "blobs" / algorithm / encoded


def manifest_of(out: Path) -> Any:
    """Reads the one manifest of a layout."""
    (entry,) = read_json(out / "index.json")["manifests"]
    return read_json(blob_of(out, entry))


def config_of(out: Path) -> Any:
    """Reads the config of the one image of a layout."""
    return read_json(blob_of(out, manifest_of(out)["config"]))
