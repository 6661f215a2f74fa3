"""What release tooling reads of an app: docs/release_app.md describes it, field by field."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

_DOCS = Path("docs/release_app.md")
_METADATA = Path("e2e/hello_fastapi/hello-fastapi_metadata.json")


@pytest.fixture
def metadata() -> dict[str, Any]:
    """As a tool reads it."""
    found: dict[str, Any] = json.loads(_METADATA.read_text())
    return found


def test_says_what_the_app_and_its_image_are(metadata: dict[str, Any]) -> None:
    cacerts = metadata["layers"].pop("cacerts")
    assert cacerts.endswith("//layering:cacerts")
    base = metadata["image"].pop("base")
    assert base.endswith("//:layout")
    targets = metadata.pop("targets")
    for name, target in targets.items():
        assert target == f"//e2e/hello_fastapi:hello-fastapi_{name}"
    assert metadata == {
        "binary": "//e2e/hello_fastapi:hello-fastapi",
        "description": "Says hello",
        "domain": "demo",
        "image": {
            "name": "demo-hello-fastapi",
            "organization": "",
            "registry": "",
            "remote_tags": ["latest"],
            "repository": "demo-hello-fastapi",
        },
        "language": "python",
        "layers": {"budget": 60, "dep_layers": [], "split": "origin"},
        "name": "hello-fastapi",
        "platforms": [],
        "programs": [],
        "schema_version": 1,
    }


def test_every_field_is_described(metadata: dict[str, Any]) -> None:
    """And no field is described that there is not."""
    section = _DOCS.read_text().partition("### Metadata")[2].partition("\n## ")[0]
    described = set(re.findall(r"^\| `([a-z_.]+)` \|", section, re.MULTILINE))
    assert described == set(_names(metadata))


def _names(fields: dict[str, Any]) -> list[str]:
    names = []
    for name, value in fields.items():
        names += [f"{name}.{below}" for below in value] if isinstance(value, dict) else [name]
    return names
