"""What reports tell agrees with the layers themselves, read by other programs."""

import hashlib
import io
import json
import tarfile
from pathlib import Path
from typing import Any

import pytest
import zstandard
from reports.__main__ import main

HELLO = "e2e/hello_fastapi/hello-fastapi_layer_report.layers.json"
HELLO_IMAGE = "e2e/hello_fastapi/hello-fastapi_image_base"


def _shown(capsys: pytest.CaptureFixture[str], *argv: str) -> Any:
    assert main([*argv, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def _manifest() -> Any:
    (entry,) = json.loads(Path(HELLO_IMAGE, "index.json").read_text())["manifests"]
    return json.loads(_blob(entry["digest"]).read_text())


def _blob(digest: str) -> Path:
    return Path(HELLO_IMAGE, "blobs", digest.replace(":", "/"))


def _tar(layer: Any) -> bytes:
    content = _blob(layer["digest"]).read_bytes()
    if layer["mediaType"].endswith("+zstd"):
        return zstandard.ZstdDecompressor().stream_reader(content, read_across_frames=True).read()
    return content


@pytest.mark.parametrize("image", [HELLO, HELLO_IMAGE])
def test_sizes_and_digests_are_those_of_the_layout(
    capsys: pytest.CaptureFixture[str], image: str
) -> None:
    shown = _shown(capsys, "show", image)["layers"]

    layers = _manifest()["layers"][-len(shown) :]
    assert len(shown) >= 18
    for one, layer in zip(shown, layers, strict=True):
        assert (one["digest"], one["size"]) == (layer["digest"], layer["size"])
        assert _blob(layer["digest"]).stat().st_size == one["size"]
        assert one["uncompressed_size"] == len(_tar(layer))


@pytest.mark.parametrize("image", [HELLO, HELLO_IMAGE])
def test_files_are_those_that_tar_lists(capsys: pytest.CaptureFixture[str], image: str) -> None:
    explained = _shown(capsys, "explain", image, "app/*")["files"]

    found = {one["dest"]: (one.get("size", 0), one.get("sha256", "")) for one in explained}
    expected = {}
    for layer in _manifest()["layers"]:
        with tarfile.open(fileobj=io.BytesIO(_tar(layer))) as tar:
            for member in tar:
                if member.name.startswith("app/") and not member.isdir():
                    file = tar.extractfile(member) if member.isreg() else None
                    content = hashlib.sha256(file.read()).hexdigest() if file else ""
                    expected[member.name] = (member.size, content)
    assert len(found) > 1000
    assert found == expected


def test_a_report_and_a_layout_tell_the_same_packages(capsys: pytest.CaptureFixture[str]) -> None:
    """The layout is read from its tars here: a test's sandbox has nothing beside them."""
    of_report, of_layout = (
        {
            (one["name"], one["version"], one["file_count"], tuple(one["licenses"]))
            for one in _shown(capsys, "show", image, "--packages")
        }
        for image in (HELLO, HELLO_IMAGE)
    )

    assert of_report == of_layout
    assert len(of_report) == 14
