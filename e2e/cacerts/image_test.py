"""Python in an image trusts the bundle of the image, on a base that has no certificate."""

import json
from pathlib import Path
from typing import Any

import pytest

from e2e.containers import run_image
from e2e.containers.image import read_image

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
    base = len(read_image(_layout("mozilla")).layers) - len(_own(_layout("mozilla")))
    digests = {
        app: read_image(_layout(app)).layers[base].diff_id
        for app in ("corporate", "mozilla", "nobody", "target")
    }
    assert digests["corporate"] == digests["target"]
    assert len(set(digests.values())) == 3
    assert _own(_layout("mozilla"))[0] == "external ca-certificates"
    assert not _own(_layout("nobody"))[0].startswith("external")


def _own(layout: Path) -> list[str]:
    """Returns origin and name of the layers of ours, the lowest first."""
    (descriptor,) = json.loads((layout / "index.json").read_bytes())["manifests"]
    blob = layout / "blobs" / descriptor["digest"].replace(":", "/")
    layers = [layer.get("annotations") or {} for layer in json.loads(blob.read_bytes())["layers"]]
    key = "dev.rules_py_layers"
    return [
        f"{a[f'{key}.origin']} {a.get(f'{key}.name', '')}" for a in layers if f"{key}.origin" in a
    ]
