"""Why something is in an image."""

import time
from collections.abc import Mapping
from pathlib import Path

import pytest
from image_fixtures import BaseLayout
from layers.records import (
    Component,
    Contents,
    Descriptor,
    ListingEntry,
    Report,
    Target,
    encode,
)
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


def _why(lines: list[str]) -> list[str]:
    """Returns the chain that is told first."""
    at = next(n for n, line in enumerate(lines) if line.startswith("  why "))
    rest = next((n for n, line in enumerate(lines[at + 1 :]) if "→" not in line), len(lines))
    return [line[13:] for line in lines[at : at + 1 + rest]]


def test_what_no_dependency_brings(capsys: pytest.CaptureFixture[str]) -> None:
    """The toolchain brings the interpreter, the image its certificates, a package the rest."""
    interpreter, certificates, package = "@@python//:bin", "//certs:bundle", "//svc:__pkg__"
    made = {
        "app/python/bin/python": Component(origin="interpreter", name="python", label=interpreter),
        "etc/ssl/cert.pem": Component(origin="external", name="certs", label=certificates),
        "app/runfiles/_main/svc/x.txt": Component(origin="app", label=package),
    }
    _write_report("x.json", made, [Target(label=BINARY)])

    def why(query: str) -> list[str]:
        return _why(output(capsys, "explain", "x.json", query).splitlines())

    for query in ("python", interpreter):
        assert why(query) == [BINARY, f"→ {interpreter}"]
    for query in ("cert.pem", certificates):
        assert why(query) == ["//svc:layers", f"→ {certificates}"]
    for query in ("x.txt", package):
        assert why(query) == ["no target names it: the package that its path lies in decided"]


def test_a_package_of_another_program(capsys: pytest.CaptureFixture[str]) -> None:
    """`programs`: targets that none names, of which the binary is the first."""
    click = Component(origin="pypi", name="click", version="8.1", label=label_of("click"))
    shared = Component(origin="pypi", name="h11", version="1.0", label=label_of("h11"))
    targets = [
        Target(label="//svc:migrate", deps=(label_of("click"), label_of("h11"))),
        Target(label=BINARY, deps=(LIBRARY,)),
        Target(label=LIBRARY, deps=(label_of("h11"),)),
        Target(label=label_of("click")),
        Target(label=label_of("h11")),
    ]
    _write_report("x.json", {"app/click.py": click, "app/h11.py": shared}, targets)

    lines = output(capsys, "explain", "x.json", "click").splitlines()
    assert _why(lines) == ["//svc:migrate", f"→ click 8.1 ({label_of('click')})"]
    assert lines[-1] == "  without it the image saves 100 B of files; 10 B of layers"
    (found,) = json_of(capsys, "explain", "x.json", "h11")["packages"]
    assert found["chain"] == [BINARY, LIBRARY, label_of("h11")]
    assert found["named_by"] == [LIBRARY, "//svc:migrate"]


def test_ten_thousand_files_have_a_summary(capsys: pytest.CaptureFixture[str]) -> None:
    owners = [Component(origin="internal", label=f"//lib{n}:lib") for n in range(20)]
    made = {f"app/d/m{n:05}.py": owners[n % 20] for n in range(10_000)}
    _write_report("x.json", made, [Target(label=BINARY)])

    lines = output(capsys, "explain", "x.json", "m*.py").splitlines()

    assert lines[0] == "10,000 files, 1.0 MB"
    assert len(lines) == 1 + 10 + 1 + 10 + 1
    assert all(line.startswith("  500 ") for line in lines[1:11])
    assert lines[11] == "  …          and 10 more owners"
    assert lines[-1] == "  … and 9,990 more files"


def _write_report(name: str, made: Mapping[str, Component], targets: list[Target]) -> None:
    """Writes a report with a layer for each component, whose files have 100 bytes."""
    components = list(dict.fromkeys(made.values()))
    entries = {
        component: tuple(
            ListingEntry(dest=dest, type="file", mode=0o644, size=100, sha256="a" * 64)
            for dest, owner in made.items()
            if owner == component
        )
        for component in components
    }
    report = Report(
        label="//svc:layers",
        binary=BINARY,
        layers=tuple(
            Descriptor(
                layer=one,
                digest=f"sha256:{number:064}",
                diff_id=f"sha256:{number:064}",
                size=10,
                file_count=len(entries[one]),
            )
            for number, one in enumerate(components)
        ),
        contents=tuple(Contents(entries=entries[one]) for one in components),
        targets=tuple(targets),
    )
    Path(name).write_text(encode(report))


def test_a_large_repository(capsys: pytest.CaptureFixture[str]) -> None:
    """A thousand libraries of twenty files: the whole command takes a moment."""
    libraries = [
        Component(origin="internal", label=f"//lib{n}:lib{n}", fact="in this repository")
        for n in range(1000)
    ]
    entries = tuple(
        ListingEntry(
            dest=f"app/runfiles/_main/lib{n}/m{m}.py",
            type="file",
            mode=0o644,
            size=100,
            sha256="a" * 64,
            src=f"lib{n}/m{m}.py",
            component=n,
        )
        for n in range(1000)
        for m in range(20)
    )
    layer = Descriptor(
        layer=Component(origin="internal", label=BINARY),
        digest=f"sha256:{'1' * 64}",
        diff_id=f"sha256:{'2' * 64}",
        size=1,
        file_count=len(entries),
        components=tuple(libraries),
    )
    targets = [
        Target(label=f"//lib{n}:lib{n}", deps=tuple(f"//lib{m}:lib{m}" for m in range(n, n + 5)))
        for n in range(1000)
    ]
    report = Report(
        label="//svc:layers",
        binary=BINARY,
        layers=(layer,),
        contents=(Contents(entries=entries),),
        targets=(Target(label=BINARY, deps=("//lib0:lib0",)), *targets),
    )
    Path("big.layers.json").write_text(encode(report))

    started = time.monotonic()
    (found,) = json_of(capsys, "explain", "big.layers.json", "lib999/m7.py")["files"]
    elapsed = time.monotonic() - started

    assert found["owner"]["label"] == "//lib999:lib999"
    assert len(found["chain"]) == 2 + (999 + 3) // 4
    print(f"explain of 20,000 files: {elapsed:.2f} s")  # noqa: T201 - a figure, not a gate
