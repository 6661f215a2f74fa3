"""The page of a report: what is embedded is inert, and says what the report says."""

import base64
import hashlib
import html.parser
import json
import re
from pathlib import Path
from typing import Any

import pytest
from layers.records import Component, Descriptor, Duplicate, ListingEntry, Report, Runfile, encode
from layers.records import Contents as ReportContents
from page.__main__ import main
from page.rendering import script_json
from reports_fixtures import Service, Wheel, write_service

HOSTILE = (
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<!--<script>",
    "\"'`&lt;{{ 7 * 7 }}{% raw %}",
    "line\u2028separator\u2029paragraph\u202eright-to-left",
    "surrogate-\udcff\udc80",
    "newline\nand\x1b[31mescape\x00nul",
)

Cast = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _in_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


class Page(html.parser.HTMLParser):
    """What a browser makes of a page: its elements, its text, and what its scripts read."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self.words: list[str] = []
        self._open = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._open = tag

    def handle_endtag(self, tag: str) -> None:
        if tag == self._open:
            self._open = ""

    def handle_data(self, data: str) -> None:
        kinds = {"script": self.scripts, "style": self.styles}
        kinds.get(self._open, self.words).append(data)

    @property
    def data(self) -> Any:
        return json.loads(self.scripts[0])

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def page_of(report: str, *argv: str) -> Page:
    assert main([f"--report={report}", "--html=page.html", *argv]) == 0
    return Page(Path("page.html").read_text(encoding="utf-8"))


def service(name: str = "app", version: str = "1.0") -> Service:
    return write_service(
        name,
        [
            Wheel(name="web", version=version, metadata="License: MIT\n", deps=("core",)),
            Wheel(name="core", files={"core/data.bin": b"x" * 5000}),
        ],
        app={"svc/main.py": b"print(1)\n", "svc/copy.bin": b"x" * 5000},
    )


def report_of(
    dests: tuple[str, ...], *, digest: str = "", word: str = "fact", budget: int = 0
) -> str:
    component = Component(origin="app", label=f"//:{word}", fact=word)
    layer = Descriptor(
        schema_version=1,
        layer=component,
        components=(component,),
        digest=digest,
        size=7 if digest else 0,
        file_count=len(dests),
        content_size=3 * len(dests),
    )
    entries = tuple(ListingEntry(dest=dest, type="file", size=3) for dest in dests)
    report = Report(
        schema_version=1,
        label=f"//:{word}_layers",
        binary=f"//:{word}",
        layers=(layer,),
        contents=(ReportContents(entries=entries),),
        duplicates=(Duplicate(dest=dests[0], layers=(component.label,)),),
        replaced=(Runfile(path=dests[0], replaced=word),),
        budget=budget,
    )
    # JSON of escapes: a name that is not UTF-8 has surrogates, which have no bytes of their own.
    Path("app.layers.json").write_text(json.dumps(json.loads(encode(report))))
    return "app.layers.json"


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
    assert "5.0 kB in copies: 1 contents stand at several places" in text
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


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_text(name: str) -> None:
    tame = page_of(report_of(("app/tame", "app/other"), word="tame"))
    hostile = page_of(report_of((f"app/{name}", "app/other"), word=f"tame{name}"))
    found, expected = ([tag for tag, _ in p.tags if tag != "wbr"] for p in (hostile, tame))
    assert found == expected
    handlers = {key for _, attrs in hostile.tags for key in attrs if key.startswith("on")}
    assert not handlers
    assert hostile.scripts[1:] == tame.scripts[1:]


def test_names_that_would_drive_a_reader_are_spelled_out() -> None:
    data = page_of(report_of(tuple(f"app/{name}" for name in HOSTILE))).data
    assert data["files"]["name"][4] == r"line\u2028separator\u2029paragraph\u202eright-to-left"
    assert data["files"]["name"][5] == r"surrogate-\udcff\udc80"
    assert data["files"]["name"][6] == r"newline\nand\x1b[31mescape\x00nul"


@pytest.mark.parametrize("name", HOSTILE)
def test_embedded_json_is_inert_and_whole(name: str) -> None:
    text = script_json({name: [name]})
    assert json.loads(text) == {name: [name]}
    assert text.isascii()
    assert not set(text) & set("<>&")


def test_its_policy_allows_its_own_scripts_and_styles_and_no_network() -> None:
    page = page_of(service().report)
    policy = next(
        attrs["content"]
        for tag, attrs in page.tags
        if tag == "meta" and attrs.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy is not None
    assert policy.split("; ") == [
        "default-src 'none'",
        f"script-src '{_hash_of(page.scripts[1])}'",
        f"style-src '{_hash_of(page.styles[0])}'",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    assert len(page.scripts) == 2
    assert not any({"src", "href", "style"} & {*attrs} - {"href"} for _, attrs in page.tags)
    assert [a["href"] for tag, a in page.tags if "href" in a] == ["#map"]
    assert not re.search(r"https?:|@import|url\(", page.styles[0])


def _hash_of(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


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
    assert main(["--report=app.layers.json", "--html=out.html"]) == 0
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
