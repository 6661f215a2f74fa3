"""An image of a program in the runfiles layout, with its rule's own launcher: no bytecode, no venv.

What one gets who packs the binary and its runfiles into one layer on the same base.
"""

import hashlib
import json
import os
import tarfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench.errors import BenchError

_LAYER = "application/vnd.oci.image.layer.v1.tar"
_APP = "app"

_MANIFEST = "MANIFEST"
"""Lists paths of this machine; no packer takes it, and a launcher that sees it believes it."""


def write_runfiles_image(launcher: Path, base: Path, dest: Path) -> list[str]:
    """Writes an OCI layout.

    Args:
        launcher: of a `py_binary` that has been built; its runfiles lie beside it.
        base: an OCI layout with one image.
        dest: the layout; does not exist yet.

    Returns:
        The command that starts the program. The base has no Python: the interpreter among the
        runfiles starts the launcher.

    Raises:
        BenchError: there is no interpreter among the runfiles.
    """
    runfiles = launcher.with_name(f"{launcher.name}.runfiles")
    pythons = sorted(runfiles.glob("*/bin/python3"))
    if not pythons:
        raise BenchError(f"{runfiles}: expected an interpreter at */bin/python3, got none")
    blobs = dest / "blobs" / "sha256"
    blobs.mkdir(parents=True)
    manifest = _copy_base(base, blobs)
    layer = _write_layer(launcher, runfiles, blobs)
    config = _read(blobs, manifest["config"]["digest"])
    config["rootfs"]["diff_ids"].append(layer["digest"])
    config["history"] = []
    config["config"] = {"WorkingDir": "/"}
    manifest["layers"].append(layer)
    manifest["config"] |= _write_json(config, blobs)
    media_type = "application/vnd.oci.image.manifest.v1+json"
    descriptor = {"mediaType": media_type, **_write_json(manifest, blobs)}
    (dest / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')
    (dest / "index.json").write_text(json.dumps({"schemaVersion": 2, "manifests": [descriptor]}))
    python = pythons[0].relative_to(runfiles)
    return [f"/{_APP}/{runfiles.name}/{python}", f"/{_APP}/{launcher.name}"]


def _copy_base(base: Path, blobs: Path) -> dict[str, Any]:
    """Links the blobs of the base and returns its manifest."""
    for blob in (base / "blobs" / "sha256").iterdir():
        (blobs / blob.name).symlink_to(blob.resolve())
    (descriptor,) = json.loads((base / "index.json").read_bytes())["manifests"]
    return _read(blobs, descriptor["digest"])


def _write_layer(launcher: Path, runfiles: Path, blobs: Path) -> dict[str, Any]:
    """Packs the launcher and the runfiles, links followed, as packers do."""
    part = blobs / "part"
    with tarfile.open(part, "w", dereference=True) as layer:
        layer.add(launcher, f"{_APP}/{launcher.name}")
        for parent, _, names in os.walk(runfiles, followlinks=True):
            for name in sorted({*names} - {_MANIFEST}):
                src = Path(parent, name)
                layer.add(src, f"{_APP}/{runfiles.name}/{src.relative_to(runfiles)}")
    with part.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    size = part.stat().st_size
    part.rename(blobs / digest)
    return {"mediaType": _LAYER, "digest": f"sha256:{digest}", "size": size}


def _read(blobs: Path, digest: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((blobs / digest.removeprefix("sha256:")).read_bytes())
    return document


def _write_json(document: Mapping[str, Any], blobs: Path) -> dict[str, Any]:
    """Writes a blob and returns its digest and size."""
    content = json.dumps(document).encode()
    digest = hashlib.sha256(content).hexdigest()
    (blobs / digest).write_bytes(content)
    return {"digest": f"sha256:{digest}", "size": len(content)}
