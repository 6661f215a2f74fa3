"""Packages that a later layer of an image that others built hides, whole or in part."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from image_fixtures import BaseLayout
from reports_fixtures import Wheel, error, json_of, layer_of

DEMO, OTHER = Wheel(name="demo"), Wheel(name="other")
GONE = {"usr/lib/.wh.demo": b"", "usr/lib/.wh.demo-1.0.dist-info": b""}


@pytest.fixture(autouse=True)
def _in_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def _files(*wheels: Wheel) -> dict[str, bytes]:
    return {f"usr/lib/{dest}": c for wheel in wheels for dest, c in wheel.contents.items()}


def _image(name: str, *layers: Mapping[str, bytes]) -> str:
    layout = BaseLayout(name)
    layout.index(layout.manifest(layers=[layer_of(files) for files in layers]))
    return name


def _packages(capsys: pytest.CaptureFixture[str], image: str) -> list[tuple[str, str, list[int]]]:
    found = json_of(capsys, "show", image, "--packages")
    return [(one["name"], one["version"], one["layers"]) for one in found]


def _changes(capsys: pytest.CaptureFixture[str], old: str, new: str) -> list[tuple[str, str]]:
    found = json_of(capsys, "diff", old, new)["packages"]
    return [(one["name"], one["change"]) for one in found]


@pytest.mark.parametrize(
    "hiding", [GONE, {"usr/.wh.lib": b""}, {"usr/lib/.wh..wh..opq": b""}, {".wh..wh..opq": b""}]
)
def test_a_package_that_was_taken_away(
    capsys: pytest.CaptureFixture[str], hiding: Mapping[str, bytes]
) -> None:
    before = _image("before", _files(DEMO))
    after = _image("after", _files(DEMO), hiding | {"opt/x": b"y"})

    assert _packages(capsys, before) == [("demo", "1.0", [1])]
    assert _packages(capsys, after) == []
    assert "components" not in json_of(capsys, "sbom", after)
    assert _changes(capsys, before, after) == [("demo", "removed")]
    assert _changes(capsys, after, before) == [("demo", "added")]


def test_what_a_file_system_has_for_itself_hides_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    own = {".wh..wh.aufs": b"", ".wh..wh.plnk/x": b"", "usr/lib/.wh..wh.orph": b""}
    image = _image("foreign", _files(DEMO), own)

    assert _packages(capsys, image) == [("demo", "1.0", [1])]


def test_other_packages_stay(capsys: pytest.CaptureFixture[str]) -> None:
    before = _image("before", _files(DEMO, OTHER), {"etc/x": b""})
    after = _image("after", _files(DEMO, OTHER), {"etc/x": b""}, GONE)

    assert _packages(capsys, after) == [("other", "1.0", [1])]
    assert [one["name"] for one in json_of(capsys, "sbom", after)["components"]] == ["other"]
    assert _changes(capsys, before, after) == [("demo", "removed")]


def test_a_package_that_was_upgraded(capsys: pytest.CaptureFixture[str]) -> None:
    """Pip hides the old *.dist-info; what both versions have is only in the layer above."""
    files = {"demo/__init__.py": b"", "demo/old.py": b"1"}
    old = Wheel(name="demo", files=files)
    new = Wheel(name="demo", version="2.0", files={"demo/__init__.py": b""})
    hiding = {"usr/lib/demo/.wh.old.py": b"", "usr/lib/.wh.demo-1.0.dist-info": b""}
    before = _image("before", _files(old, OTHER))
    after = _image("after", _files(old, OTHER), _files(new) | hiding)

    assert _packages(capsys, after) == [("demo", "2.0", [2]), ("other", "1.0", [1])]
    assert _changes(capsys, before, after) == [("demo", "version")]


def test_a_package_that_was_installed_again(capsys: pytest.CaptureFixture[str]) -> None:
    before = _image("before", _files(DEMO))
    after = _image("after", _files(DEMO), GONE, _files(DEMO) | {"etc/x": b""})

    assert _packages(capsys, after) == [("demo", "1.0", [3])]
    assert _changes(capsys, before, after) == [("demo", "repacked")]


def test_a_package_that_lost_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    before = _image("before", _files(DEMO, OTHER))
    after = _image("after", _files(DEMO, OTHER), {"usr/lib/.wh.demo": b""})

    found = {one["name"]: one for one in json_of(capsys, "show", after, "--packages")}

    assert (found["demo"]["file_count"], found["other"]["file_count"]) == (2, 3)
    assert _changes(capsys, before, after) == [("demo", "content")]


def test_explain_finds_what_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    image = _image("after", _files(DEMO, OTHER), GONE)

    assert json_of(capsys, "explain", image, "other/__init__.py")["files"][0]["layer"]["position"]
    assert error(capsys, "explain", image, "demo/__init__.py").startswith(
        "after: expected a file, glob, package or label of this image, got 'demo/__init__.py'.\n"
    )
