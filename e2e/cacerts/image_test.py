"""Python in an image trusts the bundle of the image, on a base that has no certificate."""

import json
from pathlib import Path
from typing import Any

import pytest
from images.layout import read_layout

from e2e.containers import run_image

_NAME = "Example Corporation Test Root"


def _layout(app: str) -> Path:
    return Path(f"e2e/cacerts/{app}_image_base")


def _trusted(app: str) -> dict[str, Any]:
    with run_image(_layout(app)) as container:
        ended = container.wait(timeout=60)
        assert ended.status == 0, container.stderr
        found: dict[str, Any] = json.loads(container.stdout)
    return found


def test_trusts_the_certificates_of_mozilla_without_being_told() -> None:
    stats = _trusted("mozilla")["stats"]
    assert stats["x509_ca"] == stats["x509"] > 100


@pytest.mark.parametrize("app", ["corporate", "target"])
def test_trusts_a_bundle_of_ones_own_alone(app: str) -> None:
    """A source file, and a target that has it."""
    (subject,) = _trusted(app)["subjects"]
    assert _NAME in subject


def test_trusts_nobody_without_the_layer() -> None:
    """What the others trust comes from no other place."""
    assert _trusted("nobody")["stats"]["x509"] == 0


def test_stands_right_above_the_base() -> None:
    """And equal bundles are equal layers, wherever they were made."""
    layers = {app: _layers(app) for app in ("corporate", "mozilla", "nobody", "target")}
    above = {app: len(found) - sum(map(bool, found.values())) for app, found in layers.items()}
    (base,) = set(above.values())
    digests = {app: list(found)[base] for app, found in layers.items()}
    assert digests["corporate"] == digests["target"]
    assert len(set(digests.values())) == 3
    assert layers["mozilla"][digests["mozilla"]] == "ca-certificates"
    assert "ca-certificates" not in layers["nobody"].values()


def _layers(app: str) -> dict[str, str]:
    """Returns the names of the layers by their digests, the lowest first; none for the base's."""
    (image,) = read_layout(_layout(app)).images
    manifest = json.loads(image.manifest_bytes)
    return {
        layer["digest"]: annotations.get("dev.rules_py_layers.name") or origin
        for layer in manifest["layers"]
        for annotations in [layer.get("annotations") or {}]
        for origin in [annotations.get("dev.rules_py_layers.origin", "")]
    }
