"""What a wheel's layer gets from its *.dist-info: name, version, scripts."""

import importlib.metadata
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from layer_fixtures import WHEEL, Written, error_of, header, put, write

UNNAMED = {"origin": "pypi", "label": "@pypi//demo:pkg"}
SITE = "venv/site-packages"


@pytest.fixture(autouse=True)
def _in_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def _entry(dest: str, content: bytes) -> dict[str, Any]:
    return {"dest": dest, "src": put(f"w/{dest}", content)}


def _metadata(name: str = "Demo_Pkg.X", version: str = "1.0+local") -> bytes:
    return f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n\nName: body\n".encode()


def _entry_points(text: str) -> Written:
    return write(
        header(WHEEL), _entry(f"{SITE}/demo-1.0.dist-info/entry_points.txt", text.encode())
    )


@pytest.mark.parametrize("site", [SITE, "runfiles/wheel/site-packages"])
def test_an_unnamed_wheel_is_named_by_its_dist_info(site: str) -> None:
    written = write(
        header(UNNAMED),
        _entry(f"{site}/demo.dist-info/METADATA", _metadata()),
        _entry(f"{site}/demo/_vendor/other.dist-info/METADATA", _metadata("other")),
    )
    found = UNNAMED | {"name": "demo-pkg-x", "version": "1.0+local"}
    assert written.descriptor["layer"] == found
    assert written.descriptor["components"] == [found]
    assert Path("out.jsonl").read_text().split("\n")[0].count('"name":"demo-pkg-x"') == 2


def test_the_layer_of_one_wheel_has_its_name_whatever_else_it_says() -> None:
    component = UNNAMED | {"fact": "import root ends in site-packages"}
    entry = _entry(f"{SITE}/demo.dist-info/METADATA", _metadata())
    written = write(header(UNNAMED, components=[component]), entry)
    assert written.descriptor["layer"]["name"] == "demo-pkg-x"


@pytest.mark.parametrize(
    ("lines", "licenses"),
    [
        ("", []),
        ("License: UNKNOWN\n", []),
        ("License: MIT\n", ["MIT"]),
        ("License: Apache License\n        \n        Version 2.0\n", ["Apache License"]),
        (
            "License: MIT\nClassifier: License :: OSI Approved :: MIT License\nClassifier: X\n",
            ["MIT", "OSI Approved :: MIT License"],
        ),
        ("License: old\nLicense-Expression: MIT OR Apache-2.0\n", ["MIT OR Apache-2.0"]),
        ("\nLicense: in the description\n", []),
    ],
)
def test_a_component_tells_its_licence(lines: str, licenses: list[str]) -> None:
    metadata = f"Name: demo\nVersion: 1.0\n{lines}".encode()
    written = write(header(WHEEL), _entry(f"{SITE}/d.dist-info/METADATA", metadata))
    assert written.descriptor["components"][0].get("licenses", []) == licenses


def test_a_name_in_the_header_is_kept() -> None:
    written = write(header(WHEEL), _entry(f"{SITE}/d.dist-info/METADATA", _metadata()))
    assert written.descriptor["layer"] == WHEEL


def test_the_dist_info_may_be_in_a_directory_source() -> None:
    put("tree/demo.dist-info/METADATA", _metadata())
    written = write(header(UNNAMED), {"dest": SITE, "src": "tree", "generated": True})
    assert written.descriptor["layer"]["name"] == "demo-pkg-x"


@pytest.mark.parametrize("infos", [[], ["a", "b"]])
def test_a_wheel_that_cannot_be_named(infos: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    entries = [_entry(f"{SITE}/{name}.dist-info/METADATA", _metadata()) for name in infos]
    assert error_of(capsys, header(UNNAMED), *entries) == (
        "@pypi//demo:pkg: a wheel whose package cannot be named: expected one *.dist-info "
        "directory with Name and Version in its METADATA, got "
        f"{[f'{SITE}/{name}.dist-info' for name in infos]!r}.\n"
        "Tag the target `pypi_name=<name>` and `pypi_version=<version>`, or unpack one wheel "
        "per target.\n"
    )


def test_a_wheel_whose_metadata_says_no_name(capsys: pytest.CaptureFixture[str]) -> None:
    entry = _entry(f"{SITE}/a.dist-info/METADATA", b"Version: 1\n\nName: body\n")
    assert "cannot be named" in error_of(capsys, header(UNNAMED), entry)


def test_scripts_are_made_of_entry_points() -> None:
    written = _entry_points(
        "[console_scripts]\nDemo = demo.cli:app.main [extra]\n[gui_scripts]\ngui=demo:run\n"
        "[other]\nx = y\n"
    )
    assert [name for name in written.members if "/bin/" in name] == [
        "app/venv/bin/Demo",
        "app/venv/bin/gui",
    ]
    assert written.content("app/venv/bin/Demo").decode() == (
        "#!/app/venv/bin/python\nimport sys\n\nfrom demo.cli import app\n\n"
        'if __name__ == "__main__":\n    sys.exit(app.main())\n'
    )
    assert written.members["app/venv/bin/Demo"].mode == 0o755


def test_a_script_runs_its_entry_point() -> None:
    written = _entry_points("[console_scripts]\ndemo = demo:App.main\n")
    put("site/demo.py", b"import sys\nclass App:\n    main = lambda: int(sys.argv[1])\n")
    put("script", written.content("app/venv/bin/demo"))
    ran = subprocess.run([sys.executable, "script", "7"], env={"PYTHONPATH": "site"}, check=False)
    assert ran.returncode == 7


def test_a_script_that_the_wheel_ships_wins() -> None:
    written = write(
        header(WHEEL),
        _entry(f"{SITE}/d.dist-info/entry_points.txt", b"[console_scripts]\ndemo = demo:main\n"),
        _entry("venv/bin/demo", b"#!/bin/sh\n"),
    )
    assert written.content("app/venv/bin/demo") == b"#!/bin/sh\n"


def test_the_runfiles_layout_leaves_all_as_it_is() -> None:
    script = b"#!python\nprint(1)\n"
    written = write(
        header(WHEEL),
        _entry(
            "runfiles/w/site-packages/d.dist-info/entry_points.txt",
            b"[console_scripts]\ndemo = demo:main\n",
        ),
        _entry("runfiles/w/bin/x", script),
    )
    assert not [name for name in written.members if "venv" in name]
    assert written.content("app/runfiles/w/bin/x") == script


@pytest.mark.parametrize(
    ("dest", "line", "expected"),
    [
        ("venv/bin/x", b"#!python\n", True),
        ("venv/bin/x", b"#!pythonw\r\n", True),
        ("venv/bin/x", b"#!python", True),
        ("venv/bin/x", b"#!/usr/bin/env python3\n", True),
        ("venv/bin/x", b"#!/usr/bin/env -S python -u\n", True),
        ("venv/bin/x", b"#! /usr/local/bin/python3.11 -E\n", True),
        ("venv/bin/x", b"#!/dev/null\n", True),
        ("venv/bin/x", b"#!/bin/sh\n", False),
        ("venv/bin/x", b"#!\n", False),
        ("venv/bin/x", b"# python\n", False),
        ("venv/bin/x", b"#!/opt/python/tool\n", False),
        (f"{SITE}/x", b"#!python\n", True),
        (f"{SITE}/x.py", b"#!/usr/bin/env python3\n", False),
        (f"{SITE}/x.py", b"#!/dev/null\n", False),
    ],
)
def test_first_lines_that_ask_for_python(dest: str, line: bytes, *, expected: bool) -> None:
    rest = b"print(1)\n" if line.endswith(b"\n") else b""
    written = write(header(WHEEL, root="opt/x"), _entry(dest, line + rest))
    end = b"\n" if line.endswith(b"\n") else b""
    wanted = b"#!/opt/x/venv/bin/python" + end if expected else line
    assert written.content(f"opt/x/{dest}") == wanted + rest


def test_a_script_for_a_shell_that_looks_for_python_needs_no_shell() -> None:
    """As rules_python 2 writes them; the rest of such a script is Python."""
    rest = b"""'''exec' "$(dirname "$0")/python3" "$0" "$@"\n' '''\nprint("runs")\n"""
    script = write(header(WHEEL), _entry("venv/bin/x", b"#!/bin/sh\n" + rest)).content(
        "app/venv/bin/x"
    )
    assert script == b"#!/app/venv/bin/python\n" + rest
    assert compile(script, "x", "exec")


def test_a_rewritten_script_of_several_reads_keeps_its_end() -> None:
    body = b"x" * (2 << 20)
    written = write(header(WHEEL), _entry("venv/bin/x", b"#!python\n" + body))
    assert written.content("app/venv/bin/x") == b"#!/app/venv/bin/python\n" + body


def test_scripts_of_other_origins_stay() -> None:
    script = b"#!/usr/bin/env python\n"
    written = write(header(), _entry("venv/bin/x", script))
    assert written.content("app/venv/bin/x") == script


@pytest.mark.parametrize(
    "value", ["demo", "demo:", ":main", "demo:main()", "import:x", "demo:a b", "1:x"]
)
def test_an_entry_point_that_is_no_function(value: str, capsys: pytest.CaptureFixture[str]) -> None:
    entry = _entry(
        f"{SITE}/d.dist-info/entry_points.txt", f"[console_scripts]\nx = {value}\n".encode()
    )
    src = entry["src"]
    assert error_of(capsys, header(WHEEL), entry) == (
        f"{src}: expected module:function for the script 'x', got {value!r}.\n"
        "The wheel is broken: report it to its author, and take another version.\n"
    )


@pytest.mark.parametrize("name", ["../x", "a/b", "..", "."])
def test_a_script_name_that_is_no_file_name(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    entry = _entry(
        f"{SITE}/d.dist-info/entry_points.txt", f"[console_scripts]\n{name} = a:b\n".encode()
    )
    assert error_of(capsys, header(WHEEL), entry) == (
        f"{entry['src']}: expected names of files in console_scripts and gui_scripts, "
        f"got {name!r}.\n"
    )


def test_entry_points_that_are_no_ini_file(capsys: pytest.CaptureFixture[str]) -> None:
    entry = _entry(f"{SITE}/d.dist-info/entry_points.txt", b"demo = demo:main\n")
    assert error_of(capsys, header(WHEEL), entry) == (
        f"{entry['src']}: expected entry points, got 'File contains no section headers.'.\n"
        "The wheel is broken: report it to its author, and take another version.\n"
    )


def test_entry_points_are_read_as_the_standard_library_reads_them() -> None:
    """What this interpreter's own packages declare is understood the same way."""
    text = next(
        (
            found
            for distribution in importlib.metadata.distributions()
            if (found := distribution.read_text("entry_points.txt"))
            and "[console_scripts]" in found
        ),
        "[console_scripts]\na = b:c\n",
    )
    wanted = {
        point.name
        for point in importlib.metadata.EntryPoints._from_text(text)  # type: ignore[attr-defined]
        if point.group in ("console_scripts", "gui_scripts")
    }
    made = {n.removeprefix("app/venv/bin/") for n in _entry_points(text).members if "/bin/" in n}
    assert made == wanted


def test_wheels_of_a_layer_with_other_components_are_named_too() -> None:
    app = {"origin": "app", "name": "a", "label": "//a"}
    written = write(
        header(app, components=[app, UNNAMED]),
        {"dest": "x"},
        _entry(f"{SITE}/demo.dist-info/METADATA", _metadata()) | {"component": 1},
    )
    assert written.descriptor["layer"] == app
    assert [c["name"] for c in written.descriptor["components"]] == ["a", "demo-pkg-x"]
