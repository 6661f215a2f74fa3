"""What a newcomer asks of an image, and the one command that answers."""

import json

import pytest
from reports.__main__ import main

HELLO = "e2e/hello_fastapi/hello-fastapi_layer_report.layers.json"
HELLO_IMAGE = "e2e/hello_fastapi/hello-fastapi_image_base"
WORKER = "e2e/two_services/worker_layer_report.layers.json"
WORKER_IMAGE = "e2e/two_services/worker_image_base"


def _layers(capsys: pytest.CaptureFixture[str], *argv: str) -> str:
    assert main(argv) == 0
    return capsys.readouterr().out


def test_why_is_idna_here(capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody named it: anyio brings it, which starlette brings, which fastapi brings."""
    lines = _layers(capsys, "explain", HELLO, "idna").splitlines()

    chain = [line.partition("→ ")[2].split()[0] for line in lines if "→" in line]
    assert chain[0] == "fastapi"
    assert chain[-2:] == ["anyio", "idna"]
    assert "  origin     pypi: tag pypi_name=idna" in lines
    assert lines[-1].startswith("  without it the image saves ")


def test_why_is_this_file_in_the_app_layer(capsys: pytest.CaptureFixture[str]) -> None:
    lines = _layers(capsys, "explain", HELLO, "hello_fastapi/main.py").splitlines()

    assert ": app //e2e/hello_fastapi:hello-fastapi, " in lines[2]
    assert "  origin     app: in the package of the binary, //e2e/hello_fastapi" in lines
    assert "  owner      //e2e/hello_fastapi:hello-fastapi" in lines


def test_what_will_this_pull_request_ship(capsys: pytest.CaptureFixture[str]) -> None:
    """Of two services, for want of two commits: what a puller of one fetches for the other."""
    text = _layers(capsys, "diff", HELLO, WORKER, "--format=markdown")

    assert text.startswith("### fetched by who has the old image: ")
    assert "| fastapi | removed | " in text
    assert "| cryptography | added | " in text


def test_which_service_wastes_most(capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(_layers(capsys, "share", HELLO_IMAGE, WORKER_IMAGE, "--json"))

    assert [image["wasted_size"] for image in found["images"]] == [0, 0]
    assert found["obstacles"] == []
    shared = {layer["title"] for layer in found["layers"] if layer["images"] == [1, 2]}
    assert {"debian_base", "python 3.11"} < shared


@pytest.mark.parametrize("image", [HELLO, HELLO_IMAGE, WORKER, WORKER_IMAGE])
def test_is_anything_gpl_in_the_image(capsys: pytest.CaptureFixture[str], image: str) -> None:
    last = _layers(capsys, "show", image, "--license", "GPL").splitlines()[-1]

    assert last == "with 'GPL' in their licence: 0; without any: 0"


def test_what_is_in_the_image_for_other_programs(capsys: pytest.CaptureFixture[str]) -> None:
    bom = json.loads(_layers(capsys, "sbom", HELLO))

    purls = {one["purl"].partition("@")[0] for one in bom["components"]}
    assert {"pkg:generic/python", "pkg:pypi/fastapi", "pkg:pypi/pydantic-core"} < purls
    assert all(one.get("licenses") for one in bom["components"])
