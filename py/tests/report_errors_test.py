"""What is told of a report or an image that cannot be shown."""

import json
from pathlib import Path
from typing import Any

import pytest
from image_fixtures import FASTAPI, write_image, write_layer
from layers import report
from layers.records import Component, PlannedLayer, Runfile, encode
from reports.__main__ import main


@pytest.fixture(autouse=True)
def _in_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def _digest(layer: PlannedLayer) -> str:
    digest: str = json.loads(Path(layer.descriptor).read_text())["digest"]
    return digest


@pytest.fixture
def layers() -> list[PlannedLayer]:
    """Writes svc.layers.json."""
    layers = [
        write_layer("one", size=1_234_567, uncompressed_size=277_300_000, file_count=1042),
        write_layer(
            "two",
            Component(origin="pypi", name="bucket [1]"),
            size=999,
            uncompressed_size=999_950,
            components=(FASTAPI, FASTAPI.replace(name="other")),
        ),
        write_layer("three", Component(origin="app", label="//svc:svc"), size=20),
    ]
    write_image(*layers)
    replaced = Runfile(path="_main/svc", replaced="the layout starts it")
    Path("runfiles.jsonl").write_text(encode(replaced))
    report.run(["--plan=plan.json", "--runfiles=runfiles.jsonl", "--out=svc.layers.json"])
    return layers


def _error(capsys: pytest.CaptureFixture[str], *argv: str) -> str:
    assert main(["show", *argv]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    return err


def test_a_report_that_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    assert _error(capsys, "no.layers.json") == (
        "reports: error: no.layers.json: expected a report, a file that ends in .layers.json, "
        "got 'No such file or directory'.\n"
        "Build the `_layer_report` target of the app, and name the file that it prints.\n"
    )


@pytest.mark.parametrize("version", [0, 2, "1"])
def test_another_schema_version(capsys: pytest.CaptureFixture[str], version: Any) -> None:
    Path("x.json").write_text(json.dumps({"schema_version": version}))

    assert _error(capsys, "x.json") == (
        f"reports: error: x.json: expected schema_version 1, got {version!r}.\n"
        "Build the report and this program from one version of rules_py_layers.\n"
    )


@pytest.mark.parametrize("text", ["", "[1]", "{"])
def test_a_file_that_is_no_object(capsys: pytest.CaptureFixture[str], text: str) -> None:
    Path("x.json").write_text(text)

    assert _error(capsys, "x.json") == (
        f"reports: error: x.json: expected one JSON object, got {text!r}.\n"
        "Name the file that ends in .layers.json.\n"
    )


def test_a_file_that_is_no_text(capsys: pytest.CaptureFixture[str]) -> None:
    Path("x.tar").write_bytes(b"\xff\xfe")

    assert "got 'bytes that are not UTF-8'" in _error(capsys, "x.tar")


def test_a_record_that_is_no_report(capsys: pytest.CaptureFixture[str]) -> None:
    Path("x.json").write_text('{"schema_version": 1, "root": "app"}')

    error = _error(capsys, "x.json").splitlines()

    assert error[0] == "reports: error: x.json: expected a Report, got an object that is none."
    assert '"root"' in error[1]
    assert error[-1] == "Build the report and this program from one version of rules_py_layers."


@pytest.mark.usefixtures("layers")
def test_an_image_that_is_no_layout(capsys: pytest.CaptureFixture[str]) -> None:
    error = _error(capsys, "svc.layers.json", "--image", "no")

    assert error == (
        "reports: error: no: expected an OCI layout directory, got one that cannot be read.\n"
        "  FileNotFoundError(2, 'No such file or directory')\n"
        "Name the directory that `py_image` makes: it holds oci-layout and index.json.\n"
    )


def test_another_image(layers: list[PlannedLayer], capsys: pytest.CaptureFixture[str]) -> None:
    write_image(*layers[1:])

    assert _error(capsys, "svc.layers.json", "--image", "out") == (
        "reports: error: out: expected an image that ends with the 3 layers of the report, "
        "got 1 that do not.\n"
        "Build image and report again, from one binary and for one platform.\n"
    )
