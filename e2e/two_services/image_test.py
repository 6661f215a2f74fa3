"""The worker's image does its job in a container, and its layers hold what packers like to lose."""

import json
import tarfile
from collections.abc import Sequence
from pathlib import Path

import pytest
import zstandard
from images.layout import read_layout

from e2e.containers import run_image
from e2e.containers.image import read_image

_IMAGE = Path("e2e/two_services/worker_image_base")
_OTHER = Path("e2e/hello_fastapi/hello-fastapi_image_base")
_LOCK = Path("e2e/requirements.lock.txt")
_SITE_PACKAGES = "app/venv/site-packages"

_NAMESPACE = (
    "google/api/http_pb2.py",
    "google/api_core/exceptions.py",
    "google/auth/credentials.py",
    "google/cloud/client/__init__.py",
    "google/protobuf/message.py",
)
"""One module of each wheel that has a part of the namespace `google`."""

_SETUPTOOLS = ("__init__.py", "launcher manifest.xml", "script (dev).tmpl")


@pytest.fixture(scope="module")
def layers() -> Sequence[set[str]]:
    """The dests of the files of each layer of ours."""
    layers = read_image(_IMAGE).layers
    return [_dests(layer.src) for layer in layers if layer.compression == "zstd"]


def _dests(layer: Path) -> set[str]:
    with (
        layer.open("rb") as blob,
        zstandard.ZstdDecompressor().stream_reader(blob, read_across_frames=True) as stream,
        tarfile.open(fileobj=stream, mode="r|") as tar,
    ):
        return {member.name for member in tar if not member.isdir()}


def _layer_of(dest: str, layers: Sequence[set[str]]) -> int:
    """Returns the number of the one layer that holds a file of a wheel."""
    (number,) = [
        number for number, dests in enumerate(layers) if f"{_SITE_PACKAGES}/{dest}" in dests
    ]
    return number


def test_runs_in_a_container() -> None:
    """Wheels of one namespace, metadata, data files with spaces, a library of another module."""
    with run_image(_IMAGE) as container:
        ended = container.wait(timeout=60)
        stdout, stderr = container.stdout, container.stderr
    assert (ended.status, stderr) == (0, "")
    said, ok = stdout.splitlines()
    job = json.loads(said)
    assert ok == "OK"
    assert job["name"] == "google.cloud.client: job"
    assert job["errors"] == ["404 no such job"]
    assert job["knock"] == "who is there"
    assert job["greeting"] == "Hello, worker!"
    pins = {f"{name}=={version}" for name, version in job["versions"].items()}
    assert len(pins) == 3
    assert pins <= set(_LOCK.read_text().split())


def test_shares_wheels_and_an_internal_library_with_the_other_service() -> None:
    """Layers of one digest: what one service has brought, the other need not pull."""
    worker, hello = (_origins(image) for image in (_IMAGE, _OTHER))
    shared = [worker[digest] for digest in worker.keys() & hello.keys()]
    assert {"external", "interpreter", "internal"} <= set(shared)
    assert shared.count("pypi") > 3
    assert "app" not in shared


def _origins(layout: Path) -> dict[str, str]:
    """Returns the origins of the layers of ours, by their digests."""
    (image,) = read_layout(layout).images
    layers = json.loads(image.manifest_bytes)["layers"]
    key = "dev.rules_py_layers.origin"
    return {
        layer["digest"]: layer["annotations"][key]
        for layer in layers
        if key in (layer.get("annotations") or {})
    }


def test_wheels_of_a_namespace_have_a_layer_each(layers: Sequence[set[str]]) -> None:
    """A namespace is no component."""
    assert len({_layer_of(dest, layers) for dest in _NAMESPACE}) == len(_NAMESPACE)


def test_has_file_names_with_spaces(layers: Sequence[set[str]]) -> None:
    """In the layer of their wheel."""
    assert len({_layer_of(f"setuptools/{name}", layers) for name in _SETUPTOOLS}) == 1
