"""The page of a report says what the report says."""

import json
from pathlib import Path

import pytest
from layers.records import Report, encode
from page import any_image
from page.__main__ import main
from page_fixtures import page_of, report_of, service

Cast = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _in_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_tells_scripts_every_file_with_its_layer_and_package() -> None:
    data = page_of(service().report).data
    files, layers, components = data["files"], data["layers"], data["components"]
    found = {
        f"{data['folders'][folder]}/{name}": (components[c]["title"], layers[n]["title"], size)
        for name, folder, c, n, size in zip(
            *(files[column] for column in ("name", "folder", "component", "layer", "size")),
            strict=True,
        )
    }
    assert found["app/venv/site-packages/core/data.bin"] == ("core 1.0", "core 1.0", 5000)
    assert found["app/runfiles/_main/svc/main.py"] == ("//svc:app", "app", 9)
    assert [layer["origin"] for layer in layers] == ["pypi", "pypi", "internal", "app"]


def test_tells_why_a_package_is_there() -> None:
    web, core, *_ = page_of(service().report).data["components"]
    assert core["chain"] == ["//svc:app", "//lib:lib", "@@pypi_web//:pkg", "@@pypi_core//:pkg"]
    assert core["fact"] == "tag pypi_name=core"
    assert web["licenses"] == ["MIT"]


def test_sizes_are_those_of_the_report() -> None:
    made = service()
    report = json.loads(Path(made.report).read_text())
    data = page_of(made.report).data
    for shown, said in zip(data["layers"], report["layers"], strict=True):
        assert (shown["size"], shown["digest"]) == (said["size"], said["digest"])
    assert sum(data["files"]["size"]) == sum(layer["content_size"] for layer in report["layers"])


def test_shows_budget_and_headroom() -> None:
    page = page_of(service().report)
    assert "4 of 60 layers" in page.text
    assert "headroom: 56 more fit" in page.text
    meter = dict(page.tags)["meter"]
    assert (meter["value"], meter["max"]) == ("4", "60")


def test_shows_that_nothing_more_fits() -> None:
    assert "no headroom: further packages share layers" in page_of(report_of(("a",), budget=1)).text


def test_shows_what_is_in_the_image_twice() -> None:
    text = page_of(service().report).text
    assert "5.0 kB in copies: 1 content stands at several places" in text
    assert "app/venv/site-packages/core/data.bin app/runfiles/_main/svc/copy.bin" in text


def test_shows_places_of_several_layers_and_what_the_layout_replaced() -> None:
    text = page_of(report_of(("app/x/__init__.py",), word="reason")).text
    assert "1 place that several layers hold, with the same bytes" in text
    assert "app/x/__init__.py //:reason" in text
    assert "1 runfile: reason" in text


def test_without_built_layers_there_are_raw_sizes_alone() -> None:
    page = page_of(report_of(("app/a.py", "app/b.py")))
    assert "it has no compressed sizes and no digests" in page.text
    assert "to pull" not in page.text
    assert "6 B bytes of the files" in page.text
    assert not any(attrs.get("name") == "bar-size" for _, attrs in page.tags)


def test_shows_what_changed_against_a_baseline() -> None:
    old, new = service("old"), service("new", version="2.0")
    page = page_of(new.report, f"--baseline={old.report}")
    report = json.loads(Path(new.report).read_text())
    size = report["layers"][0]["size"]
    assert f"Who has //svc:old_layers fetches {size} B of" in page.text
    assert "other version web 1.0 → 2.0" in page.text
    # The layers above the changed one keep their bytes and are unpacked again.
    assert [layer["change"] for layer in page.data["layers"]] == ["changed", *["moved"] * 3]


def test_without_a_baseline_nothing_is_said_of_changes() -> None:
    page = page_of(service().report)
    assert "What changed" not in page.text
    assert {layer["change"] for layer in page.data["layers"]} == {""}


def test_the_same_image_against_itself() -> None:
    made = service()
    text = page_of(made.report, f"--baseline={made.report}").text
    assert "fetches 0 B of" in text
    assert "Nothing differs." in text


def test_the_same_report_gives_the_same_bytes() -> None:
    report = service().report
    page_of(report)
    first = Path("page.html").read_bytes()
    page_of(report)
    assert Path("page.html").read_bytes() == first


def test_an_image_without_files_has_a_page() -> None:
    assert page_of(report_of(("app/empty",))).data["folders"] == ["app"]
    Path("none.layers.json").write_text(encode(Report(schema_version=1, label="//:none")))
    assert page_of("none.layers.json").data["layers"] == []


def test_files_are_relative_to_where_bazel_run_was_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report_of(("app/a",))
    elsewhere = tmp_path / "runfiles"
    elsewhere.mkdir()
    monkeypatch.setenv("BUILD_WORKING_DIRECTORY", str(tmp_path))
    monkeypatch.chdir(elsewhere)
    assert any_image.main(["--report=app.layers.json", "--html=out.html"]) == 0
    assert (tmp_path / "out.html").is_file()


def test_a_report_of_another_version(capsys: Cast) -> None:
    Path("old.layers.json").write_text('{"schema_version":9}')
    report = report_of(("app/a",))
    assert main([f"--report={report}", "--html=p.html", "--baseline=old.layers.json"]) == 2
    assert capsys.readouterr().err.startswith("layers: error: old.layers.json")
    assert not Path("p.html").exists()


def test_a_directory_that_is_not_there(capsys: Cast) -> None:
    assert main([f"--report={report_of(('app/a',))}", "--html=no/such/p.html"]) == 2
    assert capsys.readouterr().err == (
        "layers: error: no/such/p.html: the output must be written whole, "
        "got 'No such file or directory'.\n"
        "Make room on the disk or the directory writable, and build again.\n"
    )
