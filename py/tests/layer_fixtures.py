"""Makes manifests and sources, runs the writer, and reads its layers with other programs."""

import dataclasses
import gzip
import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest
import zstandard
from layers.__main__ import main

PY = Path(__file__).parents[1]

APP = {"origin": "app", "name": "//app:app", "label": "//app:app"}
WHEEL = {"origin": "pypi", "name": "demo", "version": "1.0", "label": "@pypi//demo:pkg"}
PYTHON = {"origin": "interpreter", "name": "python", "version": "3.11", "label": "@python//:rt"}


def header(layer: dict[str, str] = APP, **fields: Any) -> dict[str, Any]:
    """Returns the first line of a manifest."""
    return {"schema_version": 1, "layer": layer, "root": "app"} | fields


def write_manifest(*lines: dict[str, Any], at: str = "m.jsonl") -> str:
    """Writes a manifest as Bazel does, and names it."""
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    Path(at).write_text(text, encoding="utf-8")
    return at


def put(src: str, content: bytes = b"x\n") -> str:
    """Writes a source and names it."""
    Path(src).parent.mkdir(parents=True, exist_ok=True)
    Path(src).write_bytes(content)
    return src


def arguments(manifest: str, compression: str = "none", out: str = "out") -> list[str]:
    """Returns the arguments that write `out.tar`, `out.json` and `out.jsonl`."""
    return [
        *("layer", "--manifest", manifest, "--tar", f"{out}.tar", "--descriptor", f"{out}.json"),
        *("--listing", f"{out}.jsonl", "--compression", compression),
    ]


@dataclasses.dataclass(frozen=True)
class Written:
    """What the writer left behind."""

    out: str = "out"

    @property
    def file(self) -> bytes:
        """The layer as it is."""
        return Path(f"{self.out}.tar").read_bytes()

    @property
    def tar(self) -> bytes:
        """The layer, decompressed."""
        return decompressed(self.file, self.descriptor["media_type"])

    @property
    def descriptor(self) -> dict[str, Any]:
        """The descriptor."""
        found: dict[str, Any] = json.loads(Path(f"{self.out}.json").read_text(encoding="utf-8"))
        return found

    @property
    def listing(self) -> list[dict[str, Any]]:
        """The listing's entries, without its header."""
        text = Path(f"{self.out}.jsonl").read_text(encoding="utf-8")
        return [json.loads(line) for line in text.split("\n")[1:-1]]

    @property
    def members(self) -> dict[str, tarfile.TarInfo]:
        """What `tarfile` reads, by name, in order."""
        with tarfile.open(fileobj=io.BytesIO(self.tar)) as tar:
            return {member.name: member for member in tar}

    def content(self, dest: str) -> bytes:
        """Reads one file."""
        with tarfile.open(fileobj=io.BytesIO(self.tar)) as tar:
            file = tar.extractfile(dest)
            assert file is not None
            return file.read()


def decompressed(data: bytes, media_type: str) -> bytes:
    """Decompresses all frames with the libraries that readers use."""
    if media_type.endswith("+gzip"):
        return gzip.decompress(data)
    if media_type.endswith("+zstd"):
        reader = zstandard.ZstdDecompressor().stream_reader(data, read_across_frames=True)
        return reader.read()
    return data


def write(*lines: dict[str, Any], compression: str = "none", out: str = "out") -> Written:
    """Writes the layer of a manifest in this process."""
    assert main(arguments(write_manifest(*lines), compression, out)) == 0
    return Written(out)


def error_of(capsys: pytest.CaptureFixture[str], *lines: dict[str, Any]) -> str:
    """Returns what the writer says of a manifest it refuses, without its first words."""
    assert main(arguments(write_manifest(*lines))) == 2
    assert not any(Path(name).exists() for name in ("out.tar", "out.json", "out.jsonl"))
    assert not any(name.endswith(".part") for name in os.listdir())
    text = capsys.readouterr().err
    assert text.startswith("layers: error: ")
    return text.removeprefix("layers: error: ")


def run(argv: list[str], **options: Any) -> subprocess.CompletedProcess[str]:
    """Runs the program in a process of its own."""
    path = os.pathsep.join([str(PY), *filter(os.path.isabs, sys.path)])
    environment = os.environ | {"PYTHONPATH": path} | options.pop("env", {})
    return subprocess.run(
        [sys.executable, "-m", "layers", *argv],
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
        **options,
    )


def sha256(data: bytes) -> str:
    """Returns the hex digest."""
    return hashlib.sha256(data).hexdigest()
