"""Pages of made-up images, and what a browser makes of them."""

import html.parser
import json
from pathlib import Path
from typing import Any

from layers.records import Component, Descriptor, Duplicate, ListingEntry, Report, Runfile, encode
from layers.records import Contents as ReportContents
from page.__main__ import main
from reports_fixtures import Service, Wheel, write_service


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
