"""What an image layout holds: every digest computed again, every link followed."""

import gzip
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from image_fixtures import (
    FASTAPI,
    BaseLayout,
    blob_of,
    config_of,
    manifest_of,
    read_json,
    sha256,
    write_image,
    write_layer,
)
from layers.errors import ImageError, SchemaError


@pytest.fixture(autouse=True)
def _in_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def _tree(out: Path) -> dict[str, str]:
    """Returns every file and link of a layout: content, or where it leads."""
    return {
        str(path.relative_to(out)): f"-> {path.readlink()}"
        if path.is_symlink()
        else hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(out.rglob("*"))
        if path.is_symlink() or path.is_file()
    }


@pytest.mark.parametrize("options", [(), ("--copy",)], ids=["links", "copy"])
def test_every_descriptor_is_what_its_blob_is(options: tuple[str, ...]) -> None:
    out = write_image(write_layer("one"), write_layer("two"), options=options)

    assert (out / "oci-layout").read_bytes() == b'{"imageLayoutVersion":"1.0.0"}'
    index = read_json(out / "index.json")
    assert index["schemaVersion"] == 2
    assert index["mediaType"] == "application/vnd.oci.image.index.v1+json"
    manifest = manifest_of(out)
    assert manifest["schemaVersion"] == 2
    assert manifest["mediaType"] == "application/vnd.oci.image.manifest.v1+json"
    described = [*index["manifests"], manifest["config"], *manifest["layers"]]
    for descriptor in described:
        content = blob_of(out, descriptor).read_bytes()
        assert sha256(content) == descriptor["digest"]
        assert len(content) == descriptor["size"]
    names = {path.name for path in (out / "blobs" / "sha256").iterdir()}
    assert names == {descriptor["digest"].removeprefix("sha256:") for descriptor in described}


def test_diff_ids_are_those_of_the_uncompressed_layers() -> None:
    out = write_image(write_layer("one"), write_layer("two"))

    blobs = [blob_of(out, layer).read_bytes() for layer in manifest_of(out)["layers"]]
    assert config_of(out)["rootfs"] == {
        "type": "layers",
        "diff_ids": [sha256(gzip.decompress(blob)) for blob in blobs],
    }


def test_layers_are_relative_links_to_where_they_are() -> None:
    layer = write_layer("one")
    out = write_image(layer)

    blob = blob_of(out, manifest_of(out)["layers"][0])
    assert str(blob.readlink()) == "../../../bin/one.tar.gz"
    assert blob.samefile(layer.tar)


def test_layers_are_not_read() -> None:
    layer = write_layer("one")
    there = _tree(write_image(layer))
    Path(layer.tar).unlink()

    assert _tree(write_image(layer)) == there


def test_two_layers_with_one_digest_are_one_blob() -> None:
    layer = write_layer("one")
    out = write_image(layer, layer)

    first, second = manifest_of(out)["layers"]
    assert first == second
    assert len(config_of(out)["rootfs"]["diff_ids"]) == 2
    assert len(list((out / "blobs" / "sha256").iterdir())) == 3


def test_out_with_a_slash_at_the_end() -> None:
    write_image(write_layer("one"), out="other/")

    assert Path("other/index.json").exists()
    assert not Path("other.part").exists()


def test_bytes_do_not_depend_on_the_host(tmp_path: Path) -> None:
    write_image(write_layer("one"), write_layer("two"), out="first")
    code = "import os, sys; os.umask(0o077); from layers.image import run; run(sys.argv[1:])"
    options = ["--plan=plan.json", "--request=request.json", "--out=second"]
    subprocess.run(
        [sys.executable, "-c", code, *options],
        check=True,
        cwd=tmp_path,
        env=os.environ
        | {
            "PYTHONPATH": os.pathsep.join(sys.path),
            "PYTHONHASHSEED": "7",
            "TZ": "Asia/Tokyo",
            "LC_ALL": "C",
        },
    )

    assert _tree(Path("second")) == _tree(Path("first"))


def test_too_many_layers() -> None:
    base = BaseLayout()
    base.index(base.manifest(layers=[b"%d" % i for i in range(28)]))
    layer = write_layer("one")
    write_image(*[layer] * 99, options=["--base=base"])  # 127

    with pytest.raises(ImageError) as raised:
        write_image(*[layer] * 100, options=["--base=base"])

    assert str(raised.value) == (
        "image //svc:image: expected at most 127 layers, got 128.\n"
        "  ours: 100\n"
        "  of the base: 28\n"
        "Take dependencies out of the program that it does not import, "
        "or take a base with fewer layers."
    )


@pytest.mark.parametrize("field", ["digest", "diff_id"])
def test_a_digest_that_is_none(field: str) -> None:
    layer = write_layer("one", FASTAPI, **{field: "sha256:../../etc"})

    with pytest.raises(SchemaError) as raised:
        write_image(layer)

    assert str(raised.value) == (
        f"bin/one.json: {field}: expected sha256: and 64 hex digits, got 'sha256:../../etc'.\n"
        "Build the layer and this tool from one version of rules_py_layers."
    )


def test_a_media_type_that_no_layer_has() -> None:
    layer = write_layer("one", media_type="application/x-tar")

    with pytest.raises(SchemaError) as raised:
        write_image(layer)

    assert str(raised.value) == (
        "bin/one.json: media_type: expected the type of an OCI layer, got 'application/x-tar'.\n"
        "  application/vnd.oci.image.layer.v1.tar\n"
        "  application/vnd.oci.image.layer.v1.tar+gzip\n"
        "  application/vnd.oci.image.layer.v1.tar+zstd\n"
        "Build the layer and this tool from one version of rules_py_layers."
    )
