"""The images that are loaded: built once, each by itself in a directory."""

import atexit
import functools
import hashlib
import io
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from e2e.engines.podman import ROOT, run

PROGRAM = ROOT / "bazel-bin/e2e/hello_fastapi/hello-fastapi_image_load"

TARGET = "//e2e/hello_fastapi:hello-fastapi_image_load"

_OCI = "application/vnd.oci.image."

_SMALL_BYTES = 10_000

_IMAGES = {
    "hello": ("//e2e/hello_fastapi:hello-fastapi_image_base", "e2e/hello_fastapi"),
    "worker": ("//e2e/two_services:worker_image_base", "e2e/two_services"),
}
"""Label and package of each."""


@functools.cache
def built() -> Path:
    """Builds all images, once; returns a directory with `<compression>/<name>`."""
    directory = Path(tempfile.mkdtemp(prefix="load-"))
    atexit.register(shutil.rmtree, directory)
    for compression in ("gzip", "zstd"):
        _build(directory / compression, f"--//layering:compression={compression}")
    return directory


def _build(directory: Path, flag: str) -> None:
    labels = [label for label, _ in _IMAGES.values()]
    run("./bazelw", "build", "--output_groups=+copy", flag, *labels, TARGET)
    for name, (label, package) in _IMAGES.items():
        made = ROOT / "bazel-bin" / package / f"{label.partition(':')[2]}.copy"
        shutil.copytree(made, directory / name)
        for parent, _, _ in os.walk(directory / name):
            Path(parent).chmod(0o755)  # Bazel's are read-only.


def layers(layout: Path) -> Iterator[tuple[str, int]]:
    """Yields digest and size of each layer of a layout of one image."""
    (top,) = json.loads((layout / "index.json").read_bytes())["manifests"]
    for layer in json.loads(_blob(layout, top["digest"]).read_bytes())["layers"]:
        yield layer["digest"], layer["size"]


def spoil(layout: Path, dest: Path, digests: Collection[str]) -> Path:
    """Copies a layout in which some layers are as long as they were, and nothing but zeros.

    Whoever reads one of them finds another digest.
    """
    shutil.copytree(layout, dest)
    for digest, size in layers(layout):
        if digest in digests:
            blob = _blob(dest, digest)
            blob.unlink()
            blob.write_bytes(bytes(size))
    return dest


def write_small(layout: Path) -> Path:
    """Writes an image of one layer with one file, which no engine has seen before."""
    (layout / "blobs" / "sha256").mkdir(parents=True)
    (layout / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        info = tarfile.TarInfo("file")
        info.size = _SMALL_BYTES
        tar.addfile(info, io.BytesIO(os.urandom(_SMALL_BYTES)))
    layer = _write_blob(layout, f"{_OCI}layer.v1.tar", archive.getvalue())
    config = {
        "os": "linux",
        "architecture": "amd64",
        "rootfs": {"type": "layers", "diff_ids": [layer["digest"]]},
    }
    manifest = {
        "schemaVersion": 2,
        "mediaType": f"{_OCI}manifest.v1+json",
        "config": _write_blob(layout, f"{_OCI}config.v1+json", json.dumps(config).encode()),
        "layers": [layer],
    }
    top = _write_blob(layout, manifest["mediaType"], json.dumps(manifest).encode())
    (layout / "index.json").write_text(json.dumps({"schemaVersion": 2, "manifests": [top]}))
    return layout


def _write_blob(layout: Path, media_type: Any, content: bytes) -> dict[str, Any]:
    digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
    _blob(layout, digest).write_bytes(content)
    return {"mediaType": media_type, "digest": digest, "size": len(content)}


def _blob(layout: Path, digest: str) -> Path:
    return layout / "blobs" / digest.replace(":", "/")
