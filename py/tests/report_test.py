"""What the layers say about themselves, joined into one record."""

import json
from pathlib import Path
from typing import Any

import pytest
from image_fixtures import write_image, write_layer
from layers import report
from layers.errors import ArgumentError, SchemaError
from layers.records import Component, PlannedLayer, Runfile, encode


@pytest.fixture(autouse=True)
def _in_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def _report(
    *layers: PlannedLayer, runfiles: tuple[Runfile, ...] = (), image: str = "", checked: str = ""
) -> Any:
    write_image(*layers)  # and with it the plan
    Path("runfiles.jsonl").write_text("".join(map(encode, runfiles)))
    options = ["--plan=plan.json", "--runfiles=runfiles.jsonl", "--out=svc.layers.json"]
    given = {"--image": image, "--checked": checked}
    report.run([*options, *(f"{name}={value}" for name, value in given.items() if value)])
    text = Path("svc.layers.json").read_text()
    assert text.endswith("}\n")
    return json.loads(text)


def test_descriptors_are_joined_in_order() -> None:
    layers = (
        write_layer("one", file_count=3, size=10, uncompressed_size=100),
        write_layer("two", Component(origin="app", name="//svc"), size=20, uncompressed_size=200),
    )

    found = _report(*layers)

    descriptors = [json.loads(Path(layer.descriptor).read_text()) for layer in layers]
    assert found == {
        "schema_version": 1,
        "label": "//svc:layers",
        "binary": "//svc",
        "layers": descriptors,
        "size": 30,
        "uncompressed_size": 300,
        "file_count": 4,
        "contents": [{}, {}],
        "root": "app",
    }


def test_replaced_runfiles_and_the_image_are_named() -> None:
    replaced = Runfile(path="_main/svc", src="bin/svc", replaced="the layout starts it")

    found = _report(
        write_layer("one"), runfiles=(Runfile(path="_main/a.py", src="a.py"), replaced), image="img"
    )

    assert found["image"] == "img"
    assert found["replaced"] == [
        {"path": "_main/svc", "src": "bin/svc", "replaced": "the layout starts it"}
    ]


def test_what_several_layers_hold_is_named() -> None:
    duplicate = {"dest": "app/venv/x/__init__.py", "layers": ["@pypi//a:pkg", "@pypi//b:pkg"]}
    Path("checked.json").write_text(json.dumps({"duplicates": [duplicate], "foreign": []}))

    found = _report(write_layer("one"), checked="checked.json")

    assert found["duplicates"] == [duplicate]


def test_a_plan_that_is_none() -> None:
    Path("plan.json").write_text('{"schema_version":7}\n')

    with pytest.raises(SchemaError) as raised:
        report.run(["--plan=plan.json", "--runfiles=r", "--out=o"])

    assert str(raised.value) == (
        "plan.json: expected schema_version 1, got 7.\n"
        "Build the file and this tool from one version of rules_py_layers."
    )


def test_arguments_that_are_missing() -> None:
    with pytest.raises(ArgumentError, match="report: expected --runfiles and --out"):
        report.run(["--plan=plan.json"])
