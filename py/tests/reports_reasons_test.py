"""Why something is in an image that a report tells of: made-up reports, no images."""

import time
from collections.abc import Mapping
from pathlib import Path

import pytest
from layers.records import (
    Component,
    Contents,
    Descriptor,
    ListingEntry,
    Report,
    Target,
    encode,
)
from reports_fixtures import BINARY, LIBRARY, json_of, label_of, output


@pytest.fixture(autouse=True)
def _in_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


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
