"""The stream that engines read: what is in it, and that a cut-off layer ends it."""

import io
import json
import tarfile
from pathlib import Path

import pytest
from images.blobs import Blob
from images.errors import LayoutError
from images.image import Image
from load.archive import write_archive
from load_fixtures import made_image

_NAME = "docker.io/library/hello:latest"


@pytest.fixture(autouse=True)
def _in_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def _archive(image: Image, *without: Blob) -> tuple[dict[str, bytes], list[Blob]]:
    """Returns the files of an archive in their order, and the layers that were told of."""
    out, told = io.BytesIO(), list[Blob]()
    write_archive(out, image, _NAME, without=without, sending=told.append)
    out.seek(0)
    with tarfile.open(fileobj=out, mode="r:") as tar:
        return {entry.name: tar.extractfile(entry).read() for entry in tar}, told  # type: ignore[union-attr]


def _dest(blob: Blob) -> str:
    return f"blobs/{blob.digest.replace(':', '/')}"


def test_an_oci_layout_and_what_docker_save_writes() -> None:
    image = made_image(b"lower", b"upper")

    files, told = _archive(image)

    lower, upper = image.layers
    assert list(files) == [
        "oci-layout",
        "index.json",
        "manifest.json",
        *map(_dest, (image.manifest, image.config, lower, upper)),
    ]
    assert told == [lower, upper]
    assert json.loads(files["oci-layout"]) == {"imageLayoutVersion": "1.0.0"}
    (entry,) = json.loads(files["index.json"])["manifests"]
    assert entry["digest"] == image.manifest.digest
    assert entry["platform"] == {"os": "linux", "architecture": "amd64"}
    assert set(entry["annotations"].values()) == {_NAME}
    assert json.loads(files["manifest.json"]) == [
        {
            "Config": _dest(image.config),
            "RepoTags": [_NAME],
            "Layers": [_dest(lower), _dest(upper)],
        }
    ]
    assert files[_dest(image.manifest)] == image.manifest_bytes
    assert files[_dest(lower)] == b"lower"


def test_what_the_reader_has_is_named_and_left_out() -> None:
    image = made_image(b"lower", b"upper")
    lower, upper = image.layers

    files, told = _archive(image, lower)

    assert told == [upper]
    assert _dest(lower) not in files
    assert json.loads(files["manifest.json"])[0]["Layers"] == [_dest(lower), _dest(upper)]


def test_a_layer_that_is_there_twice_is_sent_once() -> None:
    image = made_image(b"same", b"other", b"same")

    files, told = _archive(image)

    assert told == list(image.layers[:2])
    assert len(json.loads(files["manifest.json"])[0]["Layers"]) == 3


def test_sizes_of_all_kinds_fill_blocks() -> None:
    bodies = [bytes([i]) * size for i, size in enumerate((0, 1, 511, 512, 513, 3 << 20))]
    image = made_image(*bodies)

    files, _ = _archive(image)

    assert [files[_dest(layer)] for layer in image.layers] == bodies


def test_a_layer_that_is_cut_off_meanwhile() -> None:
    image = made_image(b"whole")
    (layer,) = image.layers
    layer.src.write_bytes(b"who")

    with pytest.raises(LayoutError) as error:
        _archive(image)

    assert str(error.value) == (
        f"image layout: expected 5 bytes at {_dest(layer)}, got 3.\n"
        "Build the image again: the directory was changed after it was written."
    )
