"""The index of an app for two platforms: flat, complete, and what both platforms share is once."""

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import pytest

_IMAGE = Path("e2e/platforms/hello-platforms_image")
_ONE = Path("e2e/platforms/hello-platforms_image_base")

_INDEX = "application/vnd.oci.image.index.v1+json"
_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
_ORIGIN = "dev.rules_py_layers.origin"
_NAME = "dev.rules_py_layers.name"

_NATIVE = {"pydantic-core", "python"}
"""What has native code; all other packages of the app are pure Python."""


def _root(layout: Path = _IMAGE) -> Any:
    (descriptor,) = json.loads((layout / "index.json").read_bytes())["manifests"]
    return descriptor


def _blob(descriptor: Any) -> Any:
    """Reads a document of the image, and holds it to its descriptor."""
    content = _file(descriptor["digest"]).read_bytes()
    assert f"sha256:{hashlib.sha256(content).hexdigest()}" == descriptor["digest"]
    assert len(content) == descriptor["size"]
    return json.loads(content)


def _file(digest: str) -> Path:
    return _IMAGE / "blobs" / digest.replace(":", "/")


@pytest.fixture(scope="module")
def manifests() -> dict[str, Any]:
    """The manifests by their architectures."""
    listed = _blob(_root())["manifests"]
    return {each["platform"]["architecture"]: _blob(each) for each in listed}


def _layers(manifest: Any) -> dict[str, str]:
    """Returns the digests of the layers of ours by name, or by origin where they have none."""
    said = {layer["digest"]: layer.get("annotations", {}) for layer in manifest["layers"]}
    return {
        words.get(_NAME, words[_ORIGIN]): digest
        for digest, words in said.items()
        if _ORIGIN in words
    }


def test_the_layout_lists_one_index() -> None:
    root = _root()
    assert root["mediaType"] == _INDEX
    assert root["annotations"] == {"org.opencontainers.image.ref.name": "latest"}
    index = _blob(root)
    assert index["mediaType"] == _INDEX
    assert index["annotations"] == {
        "org.opencontainers.image.created": "1970-01-01T00:00:00Z",
        "org.opencontainers.image.description": "Says hello on any machine",
        "org.opencontainers.image.title": "hello-platforms",
    }


def test_the_index_lists_a_manifest_per_platform() -> None:
    listed = _blob(_root())["manifests"]
    assert [each["mediaType"] for each in listed] == [_MANIFEST, _MANIFEST]
    assert [each["platform"] for each in listed] == [
        {"os": "linux", "architecture": "amd64"},
        {"os": "linux", "architecture": "arm64"},
    ]


def test_every_config_says_the_platform_that_the_index_says(manifests: dict[str, Any]) -> None:
    for architecture, manifest in manifests.items():
        config = _blob(manifest["config"])
        assert (config["os"], config["architecture"]) == ("linux", architecture)


def test_pure_wheels_and_code_are_shared(manifests: dict[str, Any]) -> None:
    amd64, arm64 = _layers(manifests["amd64"]), _layers(manifests["arm64"])
    assert amd64.keys() == arm64.keys()
    assert {"app", "fastapi", "internal", "pydantic", "uvicorn"} <= amd64.keys() - _NATIVE
    differ = {name for name in amd64 if amd64[name] != arm64[name]}
    # What the app's runfiles are in names repositories, and each hub has its own.
    assert differ - {"links"} == _NATIVE


def test_every_blob_is_there_once(manifests: dict[str, Any]) -> None:
    documents = [_root()["digest"], *(each["digest"] for each in _blob(_root())["manifests"])]
    layers = [layer for manifest in manifests.values() for layer in manifest["layers"]]
    documents += [manifest["config"]["digest"] for manifest in manifests.values()]
    digests = {layer["digest"] for layer in layers}
    assert len(digests) < len(layers)
    names = {f"sha256:{path.name}" for path in (_IMAGE / "blobs/sha256").iterdir()}
    assert names == {*documents, *digests}
    for layer in layers:
        assert _file(layer["digest"]).stat().st_size == layer["size"]


def test_the_image_by_itself_is_that_of_the_first_platform() -> None:
    first = _blob(_root())["manifests"][0]
    assert _root(_ONE)["digest"] == first["digest"]
    assert _root(_ONE)["platform"] == first["platform"]


def test_layers_are_links_into_the_outputs(manifests: dict[str, Any]) -> None:
    for layer in manifests["arm64"]["layers"]:
        outputs = Path(os.path.realpath(_IMAGE / "index.json")).parent
        link = outputs / "blobs" / layer["digest"].replace(":", "/")
        assert link.is_symlink()
        assert not link.readlink().is_absolute()
