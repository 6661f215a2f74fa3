"""Why something is in an image."""

from pathlib import Path

import pytest
from image_fixtures import BaseLayout
from reports_fixtures import (
    BINARY,
    LIBRARY,
    Service,
    Wheel,
    error,
    json_of,
    label_of,
    layer_of,
    output,
    write_service,
)

WHEELS = [
    Wheel(name="fastapi", version="0.115.0", deps=("starlette", "typing-extensions")),
    Wheel(name="starlette", deps=("anyio", "typing-extensions")),
    Wheel(name="anyio", metadata="License: MIT\n"),
    Wheel(name="typing-extensions"),
    Wheel(name="pydantic", deps=("typing-extensions",)),
]


@pytest.fixture(autouse=True)
def _in_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def service() -> Service:
    """A service with five packages, one of which everything needs."""
    return write_service("svc", WHEELS)


def test_why_a_package_is_there(service: Service, capsys: pytest.CaptureFixture[str]) -> None:
    shown = output(capsys, "explain", service.report, "anyio").splitlines()

    assert shown[0] == "anyio 1.0"
    assert shown[1].startswith("  layer      3 of 7: pypi anyio 1.0, ")
    assert shown[2].startswith("  files      3, ")
    assert shown[3:] == [
        "  origin     pypi: tag pypi_name=anyio",
        f"  owner      {label_of('anyio')}",
        "  licence    MIT",
        f"  why        {BINARY}",
        f"             → {LIBRARY}",
        f"             → fastapi 0.115.0 ({label_of('fastapi')})",
        f"             → starlette 1.0 ({label_of('starlette')})",
        f"             → anyio 1.0 ({label_of('anyio')})",
        f"  named by   starlette 1.0 ({label_of('starlette')})",
        shown[-1],
    ]
    assert shown[-1].startswith("  without it the image saves ")


def test_what_an_image_saves_without_a_package(
    service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    (found,) = json_of(capsys, "explain", service.report, "fastapi")["packages"]

    without = found["without_it"]
    assert without["packages"] == ["anyio 1.0", "fastapi 0.115.0", "starlette 1.0"]
    layers = json_of(capsys, "show", service.report)["layers"]
    sizes = {one["title"]: one["size"] for one in layers}
    assert without["layer_size"] == sum(sizes[name] for name in without["packages"])
    assert found["named_by"] == [LIBRARY]
    assert found["chain"] == [BINARY, LIBRARY, label_of("fastapi")]


def test_who_else_brings_a_package(service: Service, capsys: pytest.CaptureFixture[str]) -> None:
    (found,) = json_of(capsys, "explain", service.report, "typing_extensions")["packages"]

    assert found["named_by"] == [label_of(n) for n in ("fastapi", "pydantic", "starlette")]
    assert found["without_it"]["packages"] == ["typing-extensions 1.0"]


@pytest.mark.parametrize(
    "query", ["app/runfiles/_main/lib/lib.py", "/app/runfiles/_main/lib/lib.py", "lib/lib.py"]
)
def test_why_a_file_is_where_it_is(
    service: Service, capsys: pytest.CaptureFixture[str], query: str
) -> None:
    shown = output(capsys, "explain", service.report, query).splitlines()

    assert shown[0] == "app/runfiles/_main/lib/lib.py"
    assert shown[1].startswith("  what       8 bytes, mode 0644, sha256:")
    assert shown[2].startswith("  layer      6 of 7: internal //lib:lib, ")
    assert shown[3:5] == ["  origin     internal: in this repository", f"  owner      {LIBRARY}"]
    assert shown[-2:] == [f"  why        {BINARY}", f"             → {LIBRARY}"]


@pytest.mark.parametrize("query", [LIBRARY, "//lib"])
def test_a_label(service: Service, capsys: pytest.CaptureFixture[str], query: str) -> None:
    found = json_of(capsys, "explain", service.report, query)

    assert found["target"] == {"label": LIBRARY, "chain": [BINARY, LIBRARY]}
    assert [one["dest"] for one in found["files"]] == ["app/runfiles/_main/lib/lib.py"]


@pytest.mark.parametrize("query", ["@pypi//fastapi", "@pypi//fastapi:pkg", label_of("fastapi")])
def test_a_label_of_a_hub(service: Service, capsys: pytest.CaptureFixture[str], query: str) -> None:
    found = json_of(capsys, "explain", service.report, query)

    assert [one["name"] for one in found["packages"]] == ["fastapi"]


def test_what_a_base_has(capsys: pytest.CaptureFixture[str]) -> None:
    layout = BaseLayout("base")
    layout.index(layout.manifest(layers=[layer_of({"etc/os-release": b"x"})]))
    image = write_service("on_base", WHEELS, base="base").image

    lines = output(capsys, "explain", image, "os-release").splitlines()

    assert lines[-1] == "  why        the base image has it"


def test_a_glob_has_a_summary(service: Service, capsys: pytest.CaptureFixture[str]) -> None:
    shown = output(capsys, "explain", service.report, "*.dist-info/METADATA").splitlines()

    assert shown[0].startswith("5 files, ")
    assert shown[1] == ("  1          1 of 7: pypi fastapi 0.115.0, of @@pypi_fastapi//:pkg")
    assert shown[-1] == "  app/venv/site-packages/pydantic-1.0.dist-info/METADATA"


def test_a_layout_tells_all_but_the_chain(
    service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = output(capsys, "explain", service.image, "anyio").splitlines()

    assert "  origin     pypi: tag pypi_name=anyio" in shown
    assert shown[-1] == (
        "  why        not known: name the report, <name>.layers.json, which has the dependencies"
    )


def test_nothing_of_that_name(service: Service, capsys: pytest.CaptureFixture[str]) -> None:
    assert error(capsys, "explain", service.report, "starlet") == (
        f"{service.report}: expected a file, glob, package or label of this image, got 'starlet'.\n"
        f"  near: {label_of('starlette')}\n"
        "  near: starlette\n"
        "  near: app/venv/site-packages/starlette-1.0.dist-info/METADATA\n"
        "  near: app/venv/site-packages/starlette-1.0.dist-info/RECORD\n"
        "  near: app/venv/site-packages/starlette/__init__.py\n"
        "Ask for one of these, or see all packages: layers show --packages\n"
    )
