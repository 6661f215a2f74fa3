"""What images have in common, and what keeps them from sharing more."""

from pathlib import Path

import pytest
from image_fixtures import BaseLayout
from reports_fixtures import Wheel, json_of, layer_of, output, write_service

ONE, TWO, BIG = Wheel(name="one"), Wheel(name="two"), Wheel(name="big", files={"b": b"b" * 9000})


@pytest.fixture(autouse=True)
def _in_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_bytes_with_and_without_sharing(capsys: pytest.CaptureFixture[str]) -> None:
    first = write_service("first", [ONE, TWO])
    second = write_service("second", [ONE, BIG], app={"svc/main.py": b"2"})

    found = json_of(capsys, "share", first.report, second.image)

    shown = [json_of(capsys, "show", one)["layers"] for one in (first.report, second.report)]
    sizes = [{layer["digest"]: layer["size"] for layer in layers} for layers in shown]
    assert found["unshared_size"] == sum(sum(one.values()) for one in sizes)
    assert found["stored_size"] == sum({**sizes[0], **sizes[1]}.values())
    both = [layer["title"] for layer in found["layers"] if layer["images"] == [1, 2]]
    assert sorted(both) == ["//lib:lib", "one 1.0"]  # with the same library
    assert found["obstacles"] == []
    assert [image["wasted_size"] for image in found["images"]] == [0, 0]


def test_another_version_keeps_images_apart(capsys: pytest.CaptureFixture[str]) -> None:
    first = write_service("first", [ONE, BIG])
    second = write_service("second", [ONE, Wheel(name="big", version="2", files={"b": b"b" * 9})])

    found = json_of(capsys, "share", first.report, second.report)

    (obstacle,) = found["obstacles"]
    assert obstacle["subject"] == "big"
    assert obstacle["reason"] == "1.0 and 2"
    wasted = {image["source"]: image["wasted_size"] for image in found["images"]}
    assert wasted[second.report] == obstacle["size"]
    assert wasted[first.report] > 0


def test_other_bytes_and_buckets_keep_images_apart(capsys: pytest.CaptureFixture[str]) -> None:
    first = write_service("first", [BIG], joined=[ONE, TWO])
    other = Wheel(name="big", files={"b": b"c"})
    second = write_service("second", [other], joined=[ONE, Wheel(name="three")])

    found = json_of(capsys, "share", first.report, second.report)

    reasons = {one["subject"]: one["reason"] for one in found["obstacles"]}
    assert reasons == {
        "big": "the same version, other bytes: layers diff tells which files",
        "one": "in bucket-1 and bucket-1: they differ in three, two",
    }


def test_another_base(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("base", "base2"):
        base = BaseLayout(name)
        base.index(base.manifest(layers=[layer_of({"etc/name": name.encode()})]))
    images = [write_service(f"on_{base}", [ONE], base=base).image for base in ("base", "base2")]

    found = json_of(capsys, "share", *images)

    assert [one["subject"] for one in found["obstacles"]] == ["base image"]


def test_which_service_wastes_most(capsys: pytest.CaptureFixture[str]) -> None:
    services = [
        write_service("a", [ONE, BIG]),
        write_service("b", [ONE, BIG]),
        write_service("c", [ONE, Wheel(name="big", version="2", files={"b": b"b" * 9000})]),
    ]

    shown = output(capsys, "share", *(one.report for one in services)).splitlines()

    assert shown[1].split()[-3:] == ["could", "be", "shared"]
    wasted = [line.split()[-2:] for line in shown[2:5]]
    assert wasted[:2] == [["0", "B"], ["0", "B"]]
    assert wasted[2] != ["0", "B"]
    assert "layers" in shown
    matrix = [line for line in shown if line.split()[:3] == ["pypi", "one", "1.0"]]
    assert matrix[0].split()[-3:] == ["x", "x", "x"]
