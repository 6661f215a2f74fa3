"""An index of images for several platforms, made of what the image writer says of each."""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from image_fixtures import (
    FASTAPI,
    INDEX,
    MANIFEST,
    REQUEST,
    BaseLayout,
    blob_of,
    read_json,
    sha256,
    write_image,
    write_layer,
)
from layers import index
from layers.errors import ImageError, LayersError, SchemaError
from layers.records import IndexRequest, PlannedLayer, encode

_INDEX_REQUEST = IndexRequest(schema_version=1, label="//svc:index")


@pytest.fixture(autouse=True)
def _in_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def _image(*layers: PlannedLayer, options: Sequence[str] = (), **changes: str) -> str:
    """Writes an image; returns what the writer says of it, and leaves nothing else."""
    request = REQUEST.replace(**changes)
    written = "-".join([*changes.values(), "image"]) + ".json"
    shutil.rmtree(write_image(*layers, request=request, options=[f"--written={written}", *options]))
    return written


def _write_index(*images: str, options: Sequence[str] = (), **changes: Any) -> Path:
    request = _INDEX_REQUEST.replace(images=images, **changes)
    Path("index-request.json").write_text(encode(request))
    shutil.rmtree("index", ignore_errors=True)
    index.run(["--request=index-request.json", "--out=index", *options])
    return Path("index")


def _error(*images: str, **changes: Any) -> str:
    with pytest.raises(LayersError) as raised:
        _write_index(*images, **changes)
    assert not Path("index").exists()
    return str(raised.value)


def _listed(out: Path) -> Any:
    (root,) = read_json(out / "index.json")["manifests"]
    return read_json(blob_of(out, root))["manifests"]


def test_a_flat_index_of_the_images_as_they_are() -> None:
    shared, own = write_layer("shared"), write_layer("own")
    arm64 = _image(shared, own, architecture="arm64", variant="v8")
    amd64 = _image(shared)
    alone = read_json(write_image(shared) / "index.json")["manifests"][0]

    out = _write_index(arm64, amd64)

    assert read_json(out / "oci-layout") == {"imageLayoutVersion": "1.0.0"}
    layout = read_json(out / "index.json")
    assert [each["mediaType"] for each in layout["manifests"]] == [INDEX]
    assert "annotations" not in layout["manifests"][0]
    first, second = _listed(out)
    assert first == alone
    assert first["platform"] == {"os": "linux", "architecture": "amd64"}
    assert second["mediaType"] == MANIFEST
    assert second["platform"] == {"os": "linux", "architecture": "arm64", "variant": "v8"}


def test_every_descriptor_is_what_its_blob_is_and_no_blob_is_more() -> None:
    shared, own = write_layer("shared"), write_layer("own")
    images = _image(shared), _image(shared, own, architecture="arm64")

    out = _write_index(*images)

    described = [read_json(out / "index.json")["manifests"][0], *_listed(out)]
    for entry in _listed(out):
        manifest = read_json(blob_of(out, entry))
        described += [manifest["config"], *manifest["layers"]]
    for descriptor in described:
        content = blob_of(out, descriptor).read_bytes()
        assert sha256(content) == descriptor["digest"]
        assert len(content) == descriptor["size"]
    names = {path.name for path in (out / "blobs/sha256").iterdir()}
    assert names == {descriptor["digest"].removeprefix("sha256:") for descriptor in described}
    # The index, two manifests, two configs, and two layers, of which one is in both images.
    assert len(names) == 1 + 2 + 2 + 2


def test_layers_are_relative_links_and_are_not_read() -> None:
    layer = write_layer("one")
    image = _image(layer)
    Path(layer.tar).rename("elsewhere")

    out = _write_index(image)

    (manifest,) = _listed(out)
    blob = blob_of(out, read_json(blob_of(out, manifest))["layers"][0])
    assert str(blob.readlink()) == "../../../bin/one.tar.gz"


def test_the_copy_has_the_layers_of_image_and_base() -> None:
    base = BaseLayout()
    base.index(base.manifest(layers=[b"below"]))
    image = _image(write_layer("one"), options=["--base=base"])

    out = _write_index(image, options=["--copy"])

    (manifest,) = _listed(out)
    layers = read_json(blob_of(out, manifest))["layers"]
    assert [path for path in out.rglob("*") if path.is_symlink()] == []
    assert blob_of(out, layers[0]).read_bytes() == b"below"
    assert blob_of(out, layers[1]).read_bytes() == Path("bin/one.tar.gz").read_bytes()


def test_the_order_of_the_images_makes_no_difference() -> None:
    layer = write_layer("one")
    images = [_image(layer, architecture=name) for name in ("s390x", "amd64", "arm64")]
    trees = [
        sorted(str(path) for path in _write_index(*order).rglob("*"))
        for order in (images, images[::-1])
    ]

    assert trees[0] == trees[1]
    platforms = [entry["platform"]["architecture"] for entry in _listed(Path("index"))]
    assert platforms == ["amd64", "arm64", "s390x"]


def test_annotations_and_a_name() -> None:
    image = _image(write_layer("one"))

    out = _write_index(image, annotations={"org.example": "ü"}, ref_name="svc:1.0")

    (root,) = read_json(out / "index.json")["manifests"]
    assert root["annotations"] == {"org.opencontainers.image.ref.name": "svc:1.0"}
    assert read_json(blob_of(out, root))["annotations"] == {"org.example": "ü"}


def test_annotations_of_a_stamped_build() -> None:
    image = _image(write_layer("one"))
    annotations = {"commit": "{STABLE_COMMIT}", "kept": "v{CREATED}"}

    plain = _write_index(image, annotations=annotations)

    (root,) = read_json(plain / "index.json")["manifests"]
    assert read_json(blob_of(plain, root))["annotations"] == {"kept": "v1970-01-01T00:00:00Z"}

    Path("stable.txt").write_text("STABLE_COMMIT abc\n")
    status = ["--stable-status=stable.txt"]
    out = _write_index(image, annotations=annotations, options=status)
    (root,) = read_json(out / "index.json")["manifests"]
    assert read_json(blob_of(out, root))["annotations"]["commit"] == "abc"

    shutil.rmtree("index")
    assert _error(image, annotations={"x": "{OTHER}"}, options=status) == (
        "index //svc:index: annotations['x']: expected keys of the workspace status, "
        "got '{OTHER}'.\n"
        "  the status has STABLE_COMMIT\n"
        "Print a line `OTHER VALUE` in --workspace_status_command, or write {OTHER?} to leave the "
        "text out where there is none."
    )


def test_two_images_of_one_platform() -> None:
    first = _image(write_layer("one"), architecture="arm64")
    second = _image(write_layer("two"), architecture="arm64", variant="v8")
    other = _image(write_layer("one"))
    digests = [
        entry["digest"] for image in (first, second) for entry in _listed(_write_index(image))
    ]
    shutil.rmtree("index")

    assert _error(first, other, second) == (
        "index //svc:index: expected one image for a platform, got 2 that run on linux/arm64.\n"
        f"  linux/arm64 {digests[0]}\n"
        f"  linux/arm64/v8 {digests[1]}\n"
        "Name platforms in `platforms` of //svc:index that differ in system or architecture."
    )


def test_settings_that_oci_does_not_allow() -> None:
    image = _image(write_layer("one"))

    assert _error(image, annotations={"": "x"}, ref_name="a b") == (
        "index //svc:index: expected settings that the OCI image specification allows, "
        "got 2 that it does not.\n"
        "  annotations: expected keys that are not empty, got '' for 'x'\n"
        "  ref_name: expected letters and digits with single - . _ : @ + / between, got 'a b'\n"
        "Change these attributes of //svc:index."
    )


def test_what_no_image_writer_wrote() -> None:
    Path("cut.json").write_text('{"schema_version":1,"manif')

    with pytest.raises(SchemaError) as raised:
        _write_index("cut.json")

    assert str(raised.value) == (
        'cut.json: expected one JSON object, got \'{"schema_version":1,"manif\'.\n'
        "  Unterminated string starting at: line 1 column 21 (char 20)\n"
        "The file is cut off or not written by rules_py_layers: build it again."
    )


def test_a_layer_that_is_to_be_copied_and_missing() -> None:
    layer = write_layer("one", FASTAPI)
    image = _image(layer)
    Path(layer.tar).unlink()

    with pytest.raises(ImageError) as raised:
        _write_index(image, options=["--copy"])

    assert str(raised.value) == (
        "image index: expected every layer that is to be copied, got 1 that are missing.\n"
        "  bin/one.tar.gz\n"
        "Make the layers inputs of the action that copies them."
    )


def test_the_command_is_one_of_the_tool() -> None:
    said = subprocess.run(
        [sys.executable, "-m", "layers", "index", "--help"],
        capture_output=True,
        check=True,
        text=True,
        env={"PYTHONPATH": ":".join(sys.path)},
    ).stdout

    assert said.startswith("layers index: writes an OCI image index; with --copy of files")
