"""What people read about the layers and packages of an image."""

import io
import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from image_fixtures import FASTAPI, BaseLayout, write_image, write_layer
from layers import report
from layers.human_size import human_size
from layers.records import Component, PlannedLayer, Runfile, encode
from reports.__main__ import main
from reports_fixtures import Wheel, error, json_of, layer_of, output, write_service


@pytest.fixture(autouse=True)
def _in_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BUILD_WORKING_DIRECTORY", raising=False)


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


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.0 kB"),
        (1049, "1.0 kB"),
        (999_949, "999.9 kB"),
        (999_950, "1.0 MB"),
        (277_300_000, "277.3 MB"),
        (2_500_000_000, "2.5 GB"),
        (7_000_000_000_000_000, "7000.0 TB"),
    ],
)
def test_sizes(size: int, text: str) -> None:
    assert human_size(size) == text


def test_columns_where_there_is_no_terminal(
    layers: list[PlannedLayer], capsys: pytest.CaptureFixture[str]
) -> None:
    one, two, three = map(_digest, layers)

    assert output(capsys, "show", "svc.layers.json") == (
        "//svc:layers\n"
        "#  origin  layer                      files       raw  compressed  digest\n"
        f"1  pypi    fastapi 0.115.0             1042  277.3 MB      1.2 MB  {one}\n"
        f"2  pypi    bucket [1] (2 components)      1    1.0 MB       999 B  {two}\n"
        f"3  app     //svc:svc                      1   10.2 kB        20 B  {three}\n"
        "   total   3 layers                    1044  278.3 MB      1.2 MB\n"
        "replaced by the layout: 1 runfile\n"
    )


def test_parts_of_a_package_are_told_apart(capsys: pytest.CaptureFixture[str]) -> None:
    parts = [write_layer(f"part{n}", FASTAPI.replace(part=n), size=n) for n in (1, 2)]
    write_image(*parts)
    Path("runfiles.jsonl").write_text("")
    report.run(["--plan=plan.json", "--runfiles=runfiles.jsonl", "--out=svc.layers.json"])

    first, second = output(capsys, "show", "svc.layers.json").splitlines()[2:4]

    assert "  fastapi 0.115.0 (part 1)  " in first
    assert "  fastapi 0.115.0 (part 2)  " in second


def test_a_table_on_a_terminal(layers: list[PlannedLayer], monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = _Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")

    assert main(["show", "svc.layers.json"]) == 0

    lines = re.sub(r"\x1b\[\d+m", "", terminal.getvalue()).splitlines()
    assert lines[0].strip() == "//svc:layers"
    cells = [[cell.strip() for cell in line.split("│")] for line in lines if "│" in line]
    short = [_digest(layer)[: len("sha256:") + 12] for layer in layers]
    assert cells[0][1:-1] == [
        "1",
        "pypi",
        "fastapi 0.115.0",
        "1042",
        "277.3 MB",
        "1.2 MB",
        short[0],
    ]
    assert cells[1][3] == "bucket [1] (2 components)"
    assert [row[7] for row in cells[:3]] == short
    assert cells[3][1:-1] == ["", "total", "3 layers", "1044", "278.3 MB", "1.2 MB", ""]


def test_full_digests_on_a_terminal(
    layers: list[PlannedLayer], monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = _Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setenv("COLUMNS", "180")
    monkeypatch.setenv("NO_COLOR", "1")

    assert main(["show", "svc.layers.json", "--no-trunc"]) == 0

    assert _digest(layers[0]) in terminal.getvalue()


@pytest.mark.usefixtures("layers")
def test_json_has_what_the_report_has(capsys: pytest.CaptureFixture[str]) -> None:
    found = json_of(capsys, "show", "svc.layers.json")

    report = json.loads(Path("svc.layers.json").read_text())
    assert (found["label"], found["binary"]) == ("//svc:layers", "//svc")
    for name in ("size", "uncompressed_size", "file_count"):
        assert found[name] == report[name]
    for shown, layer in zip(found["layers"], report["layers"], strict=True):
        assert {n: shown[n] for n in ("digest", "diff_id", "size", "media_type")} == {
            n: layer[n] for n in ("digest", "diff_id", "size", "media_type")
        }


@pytest.mark.usefixtures("layers")
def test_a_reader_that_has_enough() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "reports", "show", "svc.layers.json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == b""
    assert process.wait() == 0


@pytest.mark.usefixtures("layers")
def test_a_real_terminal() -> None:
    reader, writer = pty.openpty()
    subprocess.run(
        [sys.executable, "-m", "reports", "show", "svc.layers.json"],
        stdout=writer,
        check=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "COLUMNS": "100"},
    )
    os.close(writer)
    assert "┃" in os.read(reader, 1 << 16).decode()


def test_a_layout_tells_the_same_as_its_report(capsys: pytest.CaptureFixture[str]) -> None:
    base = BaseLayout()
    base.index(base.manifest(layers=[layer_of({name: b""}) for name in ("first", "second")]))
    service = write_service("svc", [Wheel(name="demo")], base="base")

    of_report = json_of(capsys, "show", service.report)
    of_layout = json_of(capsys, "show", service.image)

    assert of_layout["platform"] == "linux/amd64"
    assert [layer["origin"] for layer in of_layout["layers"][:2]] == ["base", "base"]
    ours = [one | {"position": one["position"] - 2} for one in of_layout["layers"][2:]]
    assert [{k: v for k, v in one.items() if k != "history"} for one in ours] == of_report["layers"]


def test_a_path_is_relative_to_where_bazel_run_was_called(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    service = write_service("svc", [Wheel(name="demo")])
    Path("elsewhere").mkdir()
    monkeypatch.chdir("elsewhere")
    monkeypatch.setenv("BUILD_WORKING_DIRECTORY", str(tmp_path))

    assert json_of(capsys, "show", service.report)["label"] == "//svc:svc_layers"


def test_packages_and_their_licences(capsys: pytest.CaptureFixture[str]) -> None:
    wheels = [
        Wheel(name="free", metadata="License-Expression: MIT\nLicense: old words\n"),
        Wheel(
            name="gnu",
            metadata="License: GPLv3\nClassifier: License :: OSI Approved :: GNU General "
            "Public License v3 (GPLv3)\n",
        ),
        Wheel(name="silent", metadata="License: UNKNOWN\n"),
    ]
    service = write_service("svc", wheels)

    shown = output(capsys, "show", service.report, "--packages").splitlines()
    gnu = output(capsys, "show", service.report, "--license", "gpl").splitlines()

    assert [line.split()[0] for line in shown[2:5]] == ["free", "gnu", "silent"]
    assert shown[2].endswith("  1  MIT")
    assert shown[3].endswith("2  GPLv3; OSI Approved :: GNU General Public License v3 (GPLv3)")
    assert shown[4].endswith("  3  ?")
    assert [line.split()[0] for line in gnu[2:4]] == ["gnu", "silent"]
    assert gnu[-1] == "with 'gpl' in their licence: 1; without any: 1"


def test_names_do_not_drive_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    app = {"svc/a\x1b[31m\nb.py": b"x"}
    service = write_service("svc", [Wheel(name="demo")], app=app)

    shown = output(capsys, "explain", service.report, "app/runfiles/_main/svc/*")

    assert "app/runfiles/_main/svc/a\\x1b[31m\\nb.py" in shown
    assert "\x1b" not in shown


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])

    shown = capsys.readouterr().out
    for command in ("show", "explain", "diff", "share", "cache", "sbom"):
        assert f"\n    {command} " in shown


def test_no_image(capsys: pytest.CaptureFixture[str]) -> None:
    assert error(capsys, "show", "no/such").startswith(
        "no/such: expected an image, got no file, no directory and no reference of that name.\n"
        "  a report: "
    )


def _without_layers(report: str, name: str) -> str:
    """Writes a report as it is made without building layers: no digests, no compressed sizes."""
    value = json.loads(Path(report).read_text())
    for layer in value["layers"]:
        for field in ("digest", "diff_id", "size", "media_type"):
            del layer[field]
    del value["size"]
    Path(name).write_text(json.dumps(value))
    return name


def test_a_report_that_was_made_without_its_layers(capsys: pytest.CaptureFixture[str]) -> None:
    wheels = [Wheel(name="demo"), Wheel(name="other")]
    first = write_service("first", wheels)
    second = write_service("second", [wheels[0], Wheel(name="other", version="2")])
    raw = [_without_layers(one.report, f"{n}.json") for n, one in enumerate((first, second))]

    shown = output(capsys, "show", raw[0])
    assert re.search(r"pypi +demo 1\.0 +3 +[0-9.]+ kB +\?\n", shown)
    assert "sizes of layers are those of their files: a report was made without" in shown
    assert "size" not in json_of(capsys, "show", raw[0])["layers"][0]
    for pair in ((raw[0], raw[1]), (first.report, raw[1]), (raw[0], second.image)):
        found = json_of(capsys, "diff", *pair)
        kinds = [layer["change"] for layer in found["layers"]]
        assert kinds == ["kept", "changed", "moved", "moved"]
        assert [one["name"] for one in found["packages"]] == ["other"]
    sharing = json_of(capsys, "share", *raw)
    assert [one["subject"] for one in sharing["obstacles"]] == ["other"]
    assert sharing["stored_size"] < sharing["unshared_size"]
    assert "not built" in output(capsys, "explain", raw[0], "demo")
    assert '"rules_py_layers:layer"' not in output(capsys, "sbom", raw[0])
