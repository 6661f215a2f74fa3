"""What the layers say about themselves, joined into one record."""

import json
from pathlib import Path
from typing import Any

import pytest
from image_fixtures import write_image, write_layer
from layer_fixtures import write_manifest
from layers import measure, report
from layers.errors import ArgumentError, SchemaError
from layers.records import Component, Plan, PlannedLayer, Runfile, encode


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


def _measured(name: str, *contents: str, layer: Component) -> PlannedLayer:
    """Measures a layer of text files with the same bytes in every layer."""
    entries = [{"dest": dest, "content": "same"} for dest in contents]
    record = {"origin": layer.origin, "name": layer.name, "version": layer.version}
    write_manifest(
        {"schema_version": 1, "layer": record | {"label": layer.label}, "root": "app"},
        *entries,
        at=f"{name}.manifest.jsonl",
    )
    outputs = ("--descriptor", f"{name}.json", "--listing", f"{name}.jsonl")
    measure.run(["--manifest", f"{name}.manifest.jsonl", *outputs])
    return PlannedLayer(layer=layer, descriptor=f"{name}.json", listing=f"{name}.jsonl")


def _measured_report() -> tuple[Any, str]:
    """Returns the report of two packages and an app, none of them written, and its text."""
    a, b = (
        Component(origin="pypi", name=name, version="1.0", label=f"@pypi//{name}:pkg")
        for name in ("a_b", "c|d")
    )
    app = Component(origin="app", label="//svc:svc")
    blank = "venv/site-packages/ns/__init__.py"
    plan = Plan(
        schema_version=1,
        label="//svc:svc",
        binary="//svc:svc",
        root="app",
        budget=60,
        layers=(
            _measured("a", blank, "venv/a.py", layer=a),
            _measured("b", blank, layer=b),
            _measured("app", "runfiles/_main/svc.py", layer=app),
        ),
    )
    Path("plan.json").write_text(encode(plan))
    Path("runfiles.jsonl").write_text("")
    report.run(["--plan=plan.json", "--runfiles=runfiles.jsonl", "--out=svc.json", "--text=svc.md"])
    return json.loads(Path("svc.json").read_text()), Path("svc.md").read_text()


def test_without_a_check_the_report_finds_what_several_layers_hold() -> None:
    found, _ = _measured_report()

    dest = "app/venv/site-packages/ns/__init__.py"
    assert found["duplicates"] == [{"dest": dest, "layers": ["@pypi//a_b:pkg", "@pypi//c|d:pkg"]}]


def test_of_layers_that_are_not_written_nothing_is_told_that_only_a_tar_has() -> None:
    found, _ = _measured_report()

    assert found["file_count"] == 4
    assert found["uncompressed_size"] == sum(one["uncompressed_size"] for one in found["layers"])
    assert "size" not in found
    for layer in found["layers"]:
        assert not {"digest", "diff_id", "size", "media_type", "src"} & layer.keys()


def test_the_text_of_a_report() -> None:
    _, text = _measured_report()

    assert text == (
        "# Layers of //svc:svc\n"
        "\n"
        "3 layers of at most 60; 12.8 kB raw; 4 files and links; "
        "in several layers, same bytes: 1.\n"
        "\n"
        "| # | origin | layer | files | raw |\n"
        "| ---: | --- | --- | ---: | ---: |\n"
        "| 1 | pypi | a\\_b 1.0 | 2 | 5.1 kB |\n"
        "| 2 | pypi | c\\|d 1.0 | 1 | 4.1 kB |\n"
        "| 3 | app | //svc:svc | 1 | 3.6 kB |\n"
        "\n"
        "| package | files | bytes of files |\n"
        "| --- | ---: | ---: |\n"
        "| a\\_b 1.0 | 2 | 8 B |\n"
        "| c\\|d 1.0 | 1 | 4 B |\n"
        "\n"
        "No layer was built for this: sizes are of files and of uncompressed tars. With\n"
        "`--@rules_py_layers//layering:report_compressed` layers are built, for compressed sizes "
        "and digests.\n"
        "\n"
        "All files, and why each is there: `svc.json`.\n"
        "\n"
        "    bazel run @rules_py_layers//py:layers -- explain svc.json "
        "<a file, a glob, a package or a label>\n"
    )


def test_the_text_of_written_layers() -> None:
    """Names hold anything: nothing of them is markup or drives a terminal."""
    name = "evil`<b>\n\x1b[31m"
    planned = write_layer("one", Component(origin="pypi", name=name), size=10)
    write_image(planned)
    Path("runfiles.jsonl").write_text("")

    report.run(["--plan=plan.json", "--runfiles=runfiles.jsonl", "--out=svc.json", "--text=svc.md"])

    text = Path("svc.md").read_text()
    digest = json.loads(Path(planned.descriptor).read_text())["digest"][:19]
    assert f"| 1 | pypi | evil\\`\\<b\\> \\x1b\\[31m | 1 | 10.2 kB | 10 B | `{digest}` |\n" in text
    assert "; 10.2 kB raw, 10 B compressed; " in text
    assert "No layer was built" not in text
