"""What people read about the layers of an image."""

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
from layers.records import Component, PlannedLayer, Runfile, encode
from reports.__main__ import main
from reports.sizes import human_size


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
    assert main(["show", "svc.layers.json"]) == 0

    one, two, three = map(_digest, layers)
    assert capsys.readouterr().out == (
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

    assert main(["show", "svc.layers.json"]) == 0

    first, second = capsys.readouterr().out.splitlines()[2:4]
    assert "  fastapi 0.115.0 (part 1)  " in first
    assert "  fastapi 0.115.0 (part 2)  " in second


def test_base_and_image(layers: list[PlannedLayer], capsys: pytest.CaptureFixture[str]) -> None:
    base = BaseLayout()
    base.index(base.manifest(layers=[b"first", b"second"]))
    write_image(*layers, options=["--base=base"], out="with_base")
    write_image(*layers, out="without_base")

    assert main(["show", "svc.layers.json", "--image", "with_base"]) == 0
    assert capsys.readouterr().out.splitlines()[-3:-1] == [
        "base: 2 layers, 11 B compressed",
        "image: with_base",
    ]
    assert main(["show", "svc.layers.json", "--image", "without_base"]) == 0
    assert capsys.readouterr().out.splitlines()[-3:-1] == ["base: none", "image: without_base"]


def test_an_image_per_platform(
    layers: list[PlannedLayer], capsys: pytest.CaptureFixture[str]
) -> None:
    one = write_image(*layers[:1])
    index = BaseLayout("index")
    (entry,) = json.loads((one / "index.json").read_text())["manifests"]
    index.path(entry["digest"]).write_bytes(
        (one / "blobs" / entry["digest"].replace(":", "/")).read_bytes()
    )
    all_layers = write_image(*layers)
    (second,) = json.loads((all_layers / "index.json").read_text())["manifests"]
    index.path(second["digest"]).write_bytes(
        (all_layers / "blobs" / second["digest"].replace(":", "/")).read_bytes()
    )
    index.index(
        index.json_blob("application/vnd.oci.image.index.v1+json", {"manifests": [entry, second]})
    )

    assert main(["show", "svc.layers.json", "--image", "index"]) == 0

    assert "base: none" in capsys.readouterr().out


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
def test_json_is_the_report(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "svc.layers.json", "--json"]) == 0

    text = capsys.readouterr().out
    assert json.loads(text) == json.loads(Path("svc.layers.json").read_text())
    assert '\n  "label": "//svc:layers",\n' in text


@pytest.mark.usefixtures("layers")
def test_json_names_the_image_that_was_given(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "svc.layers.json", "--json", "--image", "out"]) == 0

    assert json.loads(capsys.readouterr().out)["image"] == "out"


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
