"""Images that cannot be read, and images that others built."""

import gzip
import json
import os
import shutil
import tarfile
from pathlib import Path

import pytest
import zstandard
from image_fixtures import CONFIG, GZIP, INDEX, MANIFEST, BaseLayout, sha256
from reports_fixtures import (
    Service,
    Wheel,
    error,
    json_of,
    layer_of,
    output,
    tar_of,
    write_service,
)


@pytest.fixture(autouse=True)
def _in_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def service() -> Service:
    """A service whose image is a copy: without what its layer actions wrote beside their tars."""
    made = write_service("svc", [Wheel(name="demo", metadata="License-Expression: MIT\n")])
    shutil.copytree(made.image, "copy")
    return Service(report=made.report, image="copy")


def _foreign(*layers: bytes, layer_type: str = GZIP, name: str = "foreign") -> str:
    layout = BaseLayout(name)
    history = [{"created_by": f"/bin/sh -c step  {n}"} for n in range(len(layers))]
    layout.index(layout.manifest(layers=layers, layer_type=layer_type, config={"history": history}))
    return name


WHEEL = {f"usr/lib/{dest}": content for dest, content in Wheel(name="demo").contents.items()}


def test_a_report_that_is_missing_a_version(capsys: pytest.CaptureFixture[str]) -> None:
    Path("x.layers.json").write_text('{"schema_version": 2}')

    assert error(capsys, "show", "x.layers.json") == (
        "x.layers.json: expected schema_version 1, got 2.\n"
        "Build the file and this tool from one version of rules_py_layers.\n"
    )


@pytest.mark.parametrize("text", ["", "[1]", "{"])
def test_a_file_that_is_no_report(capsys: pytest.CaptureFixture[str], text: str) -> None:
    Path("x.json").write_text(text)

    assert error(capsys, "show", "x.json").startswith("x.json: expected ")


def test_a_file_that_is_no_text(capsys: pytest.CaptureFixture[str]) -> None:
    Path("x.png").write_bytes(b"\xff\xfe")

    assert "got 'bytes that are not UTF-8'" in error(capsys, "show", "x.png")


def test_a_report_of_unknown_fields(capsys: pytest.CaptureFixture[str]) -> None:
    Path("x.json").write_text('{"schema_version": 1, "color": "red"}')

    assert error(capsys, "show", "x.json").startswith("x.json: Report has no field 'color'.\n")


def test_a_directory_that_is_no_layout(capsys: pytest.CaptureFixture[str]) -> None:
    Path("empty").mkdir()

    assert "expected an OCI layout directory" in error(capsys, "show", "empty")


def test_an_archive(service: Service, capsys: pytest.CaptureFixture[str]) -> None:
    with tarfile.open("image.tar", "w", dereference=True) as tar:
        tar.add(service.image, arcname=".")

    of_archive = json_of(capsys, "show", "image.tar")
    of_layout = json_of(capsys, "show", service.image)

    assert of_archive["layers"] == of_layout["layers"]
    assert of_archive["source"] == "image.tar"


def test_an_archive_that_is_cut_off(service: Service, capsys: pytest.CaptureFixture[str]) -> None:
    with tarfile.open("image.tar", "w", dereference=True) as tar:
        tar.add(service.image, arcname=".")
    content = Path("image.tar").read_bytes()
    Path("image.tar").write_bytes(content[: len(content) // 2])

    assert error(capsys, "show", "image.tar").startswith("image.tar: expected ")


def test_an_archive_of_something_else(capsys: pytest.CaptureFixture[str]) -> None:
    Path("x.tar").write_bytes(tar_of({"manifest.json": b"[]"}))

    assert error(capsys, "show", "x.tar") == (
        "x.tar: expected an OCI archive, got a tar without index.json.\n"
        "  there is: manifest.json\n"
        "Convert the image with `skopeo copy … oci:<directory>`, and name the directory.\n"
    )


def test_a_layer_that_is_cut_off(service: Service, capsys: pytest.CaptureFixture[str]) -> None:
    layer = json_of(capsys, "show", service.image)["layers"][0]
    blob = Path(service.image, "blobs", layer["digest"].replace(":", "/"))
    content = blob.read_bytes()
    blob.write_bytes(content[:-10])

    assert error(capsys, "show", service.image) == (
        f"copy: expected a blob of {len(content)} bytes with digest {layer['digest']}, "
        f"got {len(content) - 10}.\n"
        "Pull or build the image again, whole.\n"
    )


def test_a_layer_of_other_bytes(service: Service, capsys: pytest.CaptureFixture[str]) -> None:
    layer = json_of(capsys, "show", service.image)["layers"][0]
    blob = Path(service.image, "blobs", layer["digest"].replace(":", "/"))
    content = gzip.decompress(blob.read_bytes())
    other = gzip.compress(content.replace(b"VERSION", b"version"), mtime=1)
    blob.write_bytes(other[: layer["size"]].ljust(layer["size"], b"\0"))

    found = error(capsys, "explain", service.image, "demo")

    assert found.startswith(f"copy: expected layer {layer['digest']}")


def test_a_layer_that_is_missing(service: Service, capsys: pytest.CaptureFixture[str]) -> None:
    layer = json_of(capsys, "show", service.image)["layers"][0]
    Path(service.image, "blobs", layer["digest"].replace(":", "/")).unlink()

    assert "got no file" in error(capsys, "show", service.image)


def test_layers_that_stay_in_the_remote_cache(capsys: pytest.CaptureFixture[str]) -> None:
    made = write_service("svc", [Wheel(name="demo")])
    for tar in Path("wheels").glob("*.tar.gz"):
        os.unlink(tar)

    assert "demo 1.0" in output(capsys, "show", made.image)


def test_a_layer_of_unknown_media_type(capsys: pytest.CaptureFixture[str]) -> None:
    _foreign(b"x", layer_type="application/x-unknown")

    found = error(capsys, "show", "foreign")

    assert "layers[0].mediaType to be one of" in found
    assert "got 'application/x-unknown'" in found


def test_an_image_for_several_platforms(capsys: pytest.CaptureFixture[str]) -> None:
    layout = BaseLayout("index")
    entries = [
        layout.manifest(
            config={"architecture": architecture},
            layers=[layer_of({"etc/name": architecture.encode()})],
        )
        for architecture in ("s390x", "riscv64")
    ]
    layout.index(layout.json_blob(INDEX, {"manifests": entries}))

    assert json_of(capsys, "show", "index", "--platform=linux/s390x")["platform"] == "linux/s390x"
    assert error(capsys, "show", "index", "--platform=linux/mips") == (
        "index: expected one image for linux/mips, got 0.\n"
        "  linux/s390x\n"
        "  linux/riscv64\n"
        "Name one of the platforms above: --platform=<os>/<architecture>\n"
    )
    assert "got 0" in error(capsys, "show", "index")  # none is this machine's


def test_several_images_in_one_directory(capsys: pytest.CaptureFixture[str]) -> None:
    layout = BaseLayout("many")
    name = "org.opencontainers.image.ref.name"
    layout.index(
        layout.manifest(layers=[layer_of({"a": b""})]) | {"annotations": {name: "a"}},
        layout.manifest(layers=[layer_of({"b": b""}), layer_of({"c": b""})])
        | {"annotations": {name: "b"}},
    )

    assert len(json_of(capsys, "show", "many:b")["layers"]) == 2
    assert "names: 'a', 'b'" in error(capsys, "show", "many")


def test_packages_of_an_image_that_others_built(capsys: pytest.CaptureFixture[str]) -> None:
    system = layer_of({"etc/os-release": b"x"})
    pip = layer_of(WHEEL | {"root/.cache/x": b"y"})
    _foreign(system, pip)

    shown = json_of(capsys, "show", "foreign")
    packages = json_of(capsys, "show", "foreign", "--packages")
    (file,) = json_of(capsys, "explain", "foreign", "demo/__init__.py")["files"]
    text = output(capsys, "explain", "foreign", "demo/__init__.py")

    assert text.endswith(
        "  why        not known: an image that others built tells no dependencies\n"
    )
    assert [(one["origin"], one["title"]) for one in shown["layers"]] == [
        ("other", "step 0"),
        ("other", "step 1"),
    ]
    assert [one["file_count"] for one in shown["layers"]] == [1, 4]
    assert [(one["name"], one["version"], one["layers"]) for one in packages] == [
        ("demo", "1.0", [2])
    ]
    assert file["owner"] == {
        "origin": "pypi",
        "name": "demo",
        "version": "1.0",
        "fact": "its *.dist-info directory",
        "part": 0,
    }


def test_what_a_later_layer_hides(capsys: pytest.CaptureFixture[str]) -> None:
    first = layer_of(WHEEL)
    second = layer_of({"usr/lib/.wh.demo": b""})
    _foreign(first, name="before")
    _foreign(first, second, name="after")

    found = json_of(capsys, "diff", "before", "after")

    assert [layer["change"] for layer in found["layers"]] == ["kept", "added"]
    assert [(file["change"], file["dest"]) for file in found["files"]] == [
        ("removed", "usr/lib/demo/__init__.py")
    ]


def test_names_that_are_not_utf_8(capsys: pytest.CaptureFixture[str]) -> None:
    """Those of others may be: a terminal sees escapes, a program the escapes of JSON."""
    _foreign(layer_of(WHEEL | {"usr/lib/demo-1.0.dist-info/caf\udce9": b"x"}))

    (file,) = json_of(capsys, "explain", "foreign", "*/caf*")["files"]
    (component,) = json_of(capsys, "sbom", "foreign", "--files")["components"]

    assert file["dest"] == "usr/lib/demo-1.0.dist-info/caf\udce9"
    assert file["dest"] in {one["name"] for one in component["components"]}
    assert output(capsys, "explain", "foreign", "*/caf*").startswith(
        "usr/lib/demo-1.0.dist-info/caf\\udce9\n"
    )


def test_a_second_name_of_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    with tarfile.open("layer.tar", "w") as tar:
        second = tarfile.TarInfo("./.venv/b")
        second.type, second.linkname = tarfile.LNKTYPE, "./.venv/a"
        tar.addfile(second)
    _foreign(gzip.compress(Path("layer.tar").read_bytes()))

    (file,) = json_of(capsys, "explain", "foreign", ".venv/b")["files"]

    assert file["target"] == "/.venv/a"


@pytest.mark.parametrize("media_type", ["tar", "tar+zstd"])
def test_other_compressions(capsys: pytest.CaptureFixture[str], media_type: str) -> None:
    tar = tar_of(WHEEL)
    content = zstandard.compress(tar) if media_type.endswith("zstd") else tar
    _foreign(content, layer_type=f"application/vnd.oci.image.layer.v1.{media_type}")

    (layer,) = json_of(capsys, "show", "foreign")["layers"]

    assert layer["uncompressed_size"] == len(tar)
    assert layer["digest"] == sha256(content)


def test_a_manifest_without_a_config(capsys: pytest.CaptureFixture[str]) -> None:
    layout = BaseLayout("x")
    layout.index(layout.json_blob(MANIFEST, {"layers": []}))
    assert CONFIG not in (layout.directory / "index.json").read_text()

    assert error(capsys, "show", "x").startswith("image x: expected manifest sha256:")


def test_a_component_that_a_report_does_not_have(
    service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    report = json.loads(Path(service.report).read_text())
    report["contents"][0]["entries"][1]["component"] = 7
    Path("x.json").write_text(json.dumps(report))

    assert error(capsys, "show", "x.json", "--packages") == (
        "x.json: contents: entries[1]: expected a component below 1, got 7.\n"
        "Build the report again.\n"
    )
