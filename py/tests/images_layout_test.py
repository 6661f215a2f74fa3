"""What is read of OCI layouts: ours, and ones that were written without our code."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from image_fixtures import (
    GZIP,
    INDEX,
    REQUEST,
    BaseLayout,
    config_of,
    manifest_of,
    read_json,
    sha256,
    write_image,
    write_layer,
)
from images.blobs import verify
from images.layout import read_layout
from layers.oci.platforms import Platform

_ARM64 = {"os": "linux", "architecture": "arm64", "variant": "v8"}
_REF_NAME = "org.opencontainers.image.ref.name"


@pytest.fixture(autouse=True)
def _in_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def _two_platforms() -> tuple[Path, list[dict[str, Any]]]:
    """Writes an index of two images that share a layer; returns it with its entries."""
    made = BaseLayout("index")
    entries = [
        made.manifest(layers=(b"shared", b"amd64")),
        made.manifest(layers=(b"shared", b"arm64"), config=_ARM64) | {"platform": _ARM64},
    ]
    made.index(made.json_blob(INDEX, {"schemaVersion": 2, "manifests": entries}))
    return made.directory, entries


def _named(descriptor: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {**descriptor, "annotations": {_REF_NAME: name}}


def test_an_image_of_ours() -> None:
    request = REQUEST.replace(ref_name="latest", annotations={"title": "svc"})
    out = write_image(write_layer("one"), write_layer("two"), request=request)

    layout = read_layout(out)

    (entry,) = read_json(out / "index.json")["manifests"]
    assert not layout.is_index
    assert layout.ref_name == "latest"
    assert layout.top.digest == sha256(layout.top_bytes) == entry["digest"]
    (image,) = layout.images
    assert image.manifest_bytes == layout.top_bytes
    assert image.annotations == {"title": "svc"}
    assert str(image.platform) == "linux/amd64"
    assert image.config_json == config_of(out)
    assert image.diff_ids == tuple(config_of(out)["rootfs"]["diff_ids"])
    assert [(one.digest, one.size, one.media_type) for one in image.layers] == [
        (one["digest"], one["size"], one["mediaType"]) for one in manifest_of(out)["layers"]
    ]
    layout.check_present()
    for blob in layout.blobs:
        verify(blob)
        assert sha256(blob.src.read_bytes()) == blob.digest


def test_an_index_with_an_image_per_platform() -> None:
    directory, entries = _two_platforms()

    layout = read_layout(directory)

    assert layout.is_index
    assert sha256(layout.top_bytes) == layout.top.digest
    assert [image.manifest.digest for image in layout.images] == [e["digest"] for e in entries]
    assert [str(image.platform) for image in layout.images] == ["linux/amd64", "linux/arm64/v8"]


def test_a_blob_that_images_share_is_there_once() -> None:
    directory, _ = _two_platforms()
    layout = read_layout(directory)

    assert [blob.digest for blob in layout.blobs if blob.media_type == GZIP] == [
        sha256(b"shared"),
        sha256(b"amd64"),
        sha256(b"arm64"),
    ]


@pytest.mark.parametrize(("wanted", "found"), [("arm64", 1), ("amd64", 0)], ids=["arm64", "amd64"])
def test_the_image_for_a_platform(wanted: str, found: int) -> None:
    directory, entries = _two_platforms()

    image = read_layout(directory).image_for(Platform(os="linux", architecture=wanted))

    assert image.manifest.digest == entries[found]["digest"]


def test_one_of_several_by_its_name() -> None:
    made = BaseLayout()
    one, two = made.manifest(layers=(b"1",)), made.manifest(layers=(b"2",))
    made.index(_named(one, "one"), _named(two, "two"))

    assert read_layout(made.directory, ref_name="two").top.digest == two["digest"]


def test_a_layer_is_not_opened() -> None:
    out = write_image(write_layer("one"))
    Path("bin/one.tar.gz").unlink()

    assert len(read_layout(out).images[0].layers) == 1
