"""What the page embeds is inert: no name of a file makes an element or a script."""

import base64
import hashlib
import json
import re
from pathlib import Path

import pytest
from page.rendering import script_json
from page_fixtures import page_of, report_of, service

HOSTILE = (
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<!--<script>",
    "\"'`&lt;{{ 7 * 7 }}{% raw %}",
    "line\u2028separator\u2029paragraph\u202eright-to-left",
    "surrogate-\udcff\udc80",
    "newline\nand\x1b[31mescape\x00nul",
)


@pytest.fixture(autouse=True)
def _in_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


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
