"""What a change ships: packages, layers, files, and bytes that are fetched."""

import json
from pathlib import Path
from typing import Any

import pytest
from image_fixtures import BaseLayout, write_image, write_layer
from layers.records import Component
from reports_fixtures import Service, Wheel, json_of, layer_of, output, write_service

OTHER = Wheel(name="other")
DEMO = Wheel(name="demo", version="1.0", deps=("other",))


@pytest.fixture(autouse=True)
def _in_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def _sizes(image: str) -> dict[str, int]:
    """Reads sizes of layers from the image itself, by digest."""
    (entry,) = json.loads(Path(image, "index.json").read_text())["manifests"]
    manifest = json.loads(Path(image, "blobs", entry["digest"].replace(":", "/")).read_text())
    return {layer["digest"]: layer["size"] for layer in manifest["layers"]}


def _fetched(old: Service, new: Service) -> int:
    before = _sizes(old.image)
    return sum(size for digest, size in _sizes(new.image).items() if digest not in before)


def _changes(found: Any, what: str) -> list[tuple[str, str]]:
    name = {"packages": "name", "files": "dest"}[what]
    return [(one["change"], one[name]) for one in found[what]]


def test_the_same_image(capsys: pytest.CaptureFixture[str]) -> None:
    service = write_service("svc", [DEMO, OTHER])

    found = json_of(capsys, "diff", service.report, service.image)

    assert found["fetched_size"] == 0
    assert (found["packages"], found["files"]) == ([], [])
    assert {layer["change"] for layer in found["layers"]} == {"kept"}


@pytest.mark.parametrize("kinds", [("report", "report"), ("image", "image"), ("report", "image")])
def test_a_new_version(capsys: pytest.CaptureFixture[str], kinds: tuple[str, str]) -> None:
    old = write_service("old", [DEMO, OTHER])
    new = write_service("new", [Wheel(name="demo", version="1.1"), OTHER])

    found = json_of(capsys, "diff", getattr(old, kinds[0]), getattr(new, kinds[1]))

    assert [layer["change"] for layer in found["layers"]] == ["changed", "moved", "moved", "moved"]
    assert found["fetched_size"] == _fetched(old, new)
    assert found["packages"] == [
        {
            "name": "demo",
            "change": "version",
            "old_versions": ["1.0"],
            "new_versions": ["1.1"],
            "fetched_size": found["fetched_size"],
            "alone": True,
        }
    ]
    site = "app/venv/site-packages"
    assert _changes(found, "files") == [
        ("removed", f"{site}/demo-1.0.dist-info/METADATA"),
        ("removed", f"{site}/demo-1.0.dist-info/RECORD"),
        ("added", f"{site}/demo-1.1.dist-info/METADATA"),
        ("added", f"{site}/demo-1.1.dist-info/RECORD"),
        ("changed", f"{site}/demo/__init__.py"),
    ]


def test_text_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    old = write_service("old", [DEMO, OTHER])
    new = write_service("new", [DEMO, OTHER], app={"svc/main.py": b"print(22)\n"})

    fetched = _fetched(old, new)
    assert output(capsys, "diff", old.report, new.report) == (
        "layers\n"
        "what     origin  layer      old #  new #  fetched\n"
        f"changed  app     //svc:app      4      4    {fetched} B\n"
        "\n"
        "files\n"
        "what     file                                  size  layer\n"
        "changed  app/runfiles/_main/svc/main.py  9 B → 10 B  //svc:app\n"
        f"fetched by who has the old image: {fetched} B in 1 layer of {_total(new)} in 4 layers\n"
        "layers: 3 kept, 0 moved, 1 changed, 0 added, 0 removed\n"
        "files: 0 added, 0 removed, 1 changed\n"
    )


def _total(service: Service) -> str:
    total = sum(_sizes(service.image).values())
    return f"{total / 1000:.1f} kB" if total >= 1000 else f"{total} B"


def test_added_removed_and_repacked(capsys: pytest.CaptureFixture[str]) -> None:
    gone, come = Wheel(name="gone"), Wheel(name="come")
    old = write_service("old", [DEMO, gone], joined=[OTHER, Wheel(name="third")])
    new = write_service("new", [DEMO, come, OTHER, Wheel(name="third")])

    found = json_of(capsys, "diff", old.report, new.report)

    assert _changes(found, "packages") == [
        ("added", "come"),
        ("removed", "gone"),
        ("repacked", "other"),
        ("repacked", "third"),
    ]
    assert [layer["change"] for layer in found["layers"]] == [
        "kept",
        *("added", "added", "added"),
        *("moved", "moved"),
        *("removed", "removed"),
    ]
    assert found["fetched_size"] == _fetched(old, new)
    names = [dest.split("/")[3].split("-")[0] for _, dest in _changes(found, "files")]
    assert set(names) == {"come", "gone"}


def test_other_bytes_of_one_version(capsys: pytest.CaptureFixture[str]) -> None:
    old = write_service("old", [Wheel(name="demo", files={"demo.py": b"1\n"})])
    new = write_service("new", [Wheel(name="demo", files={"demo.py": b"2\n"})])

    found = json_of(capsys, "diff", old.report, new.report)

    assert _changes(found, "packages") == [("content", "demo")]


def test_a_package_of_a_shared_layer(capsys: pytest.CaptureFixture[str]) -> None:
    old = write_service("old", [], joined=[DEMO, OTHER])
    new = write_service("new", [], joined=[Wheel(name="demo", version="2"), OTHER])

    found = json_of(capsys, "diff", old.report, new.report)

    assert [(one["name"], one["change"], one["alone"]) for one in found["packages"]] == [
        ("demo", "version", False),
        ("other", "repacked", False),
    ]
    shown = output(capsys, "diff", old.report, new.report)
    line = next(line for line in shown.splitlines() if line.startswith("demo "))
    assert "  other version  " in line
    assert "  1.0 → 2  " in line
    assert "  of a shared layer: " in line


def test_the_base_is_compared_where_both_tell_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    contents = {name: layer_of({"etc/name": name.encode()}) for name in ("base", "base2")}
    for name, content in contents.items():
        base = BaseLayout(name)
        base.index(base.manifest(layers=[content]))
    old, new = (write_service(f"on_{base}", [DEMO], base=base) for base in ("base", "base2"))

    layouts = json_of(capsys, "diff", old.image, new.image)
    mixed = json_of(capsys, "diff", old.report, new.image)

    assert [layer["origin"] for layer in layouts["layers"]][:1] == ["base"]
    assert layouts["fetched_size"] == len(contents["base2"])
    assert not layouts["without_base"]
    assert mixed["without_base"]
    assert mixed["fetched_size"] == 0


def test_a_base_that_comes_is_fetched(capsys: pytest.CaptureFixture[str]) -> None:
    """Who has an image without one, or one that others built, has not its layers."""
    content = layer_of({"etc/name": b"base"})
    for name, layer in (("base", content), ("foreign", layer_of({"etc/name": b"other"}))):
        layout = BaseLayout(name)
        layout.index(layout.manifest(layers=[layer]))
    bare, new = write_service("bare", [DEMO]), write_service("on_base", [DEMO], base="base")

    from_bare = json_of(capsys, "diff", bare.image, new.image)
    from_foreign = json_of(capsys, "diff", "foreign", new.image)

    assert from_bare["fetched_size"] == len(content)
    assert from_foreign["fetched_size"] == sum(_sizes(new.image).values())
    assert not from_bare["without_base"]
    assert not from_foreign["without_base"]
    assert json_of(capsys, "diff", "foreign", new.report)["without_base"]


def test_layers_of_one_origin_take_their_own_places(capsys: pytest.CaptureFixture[str]) -> None:
    named = Component(origin="external", name="ca-certificates", label="//:certificates")
    others = Component(origin="external", label="//svc:app")
    for name in ("old", "new"):
        write_image(
            write_layer(f"{name}1", named), write_layer(f"{name}2", others), out=f"{name}_image"
        )

    found = json_of(capsys, "diff", "old_image", "new_image")

    assert [(one["change"], one["old"]["position"]) for one in found["layers"]] == [
        ("changed", 1),
        ("changed", 2),
    ]


def test_markdown(capsys: pytest.CaptureFixture[str]) -> None:
    old = write_service("old", [DEMO, OTHER])
    new = write_service("new", [Wheel(name="demo", version="1.1"), OTHER], app={"svc/a|b": b""})

    shown = output(capsys, "diff", old.report, new.report, "--format=markdown").splitlines()

    assert shown[0].startswith("### fetched by who has the old image: ")
    assert "| package | what | version | fetched |" in shown
    assert "<details><summary>1 package</summary>" in shown
    assert any("| added | app/runfiles/\\_main/svc/a\\|b | 0 B |" in line for line in shown)


def test_many_files_are_cut_short(capsys: pytest.CaptureFixture[str]) -> None:
    old = write_service("old", [DEMO])
    new = write_service("new", [DEMO], app={f"svc/{n}.py": b"x" for n in range(100)})

    shown = output(capsys, "diff", old.report, new.report)

    assert shown.count("\nadded ") == 20
    assert shown.endswith("files: 100 added, 1 removed, 0 changed; 81 not shown: --all-files\n")
    assert output(capsys, "diff", old.report, new.report, "--all-files").count("\nadded ") == 100
