"""Bytecode beside the modules of a layer: where, what for, and that it is what Python imports."""

import importlib.util
import io
import marshal
import resource
import subprocess
import sys
import tarfile
from pathlib import Path
from types import CodeType
from typing import Any

import pytest
from layer_fixtures import (
    APP,
    PYTHON,
    WHEEL,
    Written,
    arguments,
    error_of,
    header,
    put,
    run,
    write,
    write_manifest,
)
from worker_fixtures import Worker, success

X_Y = f"{sys.version_info.major}.{sys.version_info.minor}"
TAG = f"cpython-{X_Y.replace('.', '')}"
SITE = "venv/site-packages"


@pytest.fixture(autouse=True)
def _in_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def _header(layer: dict[str, str] = WHEEL) -> dict[str, Any]:
    return header(layer, bytecode=X_Y)


def _file(dest: str, content: bytes) -> dict[str, str]:
    return {"dest": dest, "src": put(f"src/{dest}", content)}


def _bytecode(written: Written) -> list[str]:
    return [name for name in written.members if name.endswith(".pyc")]


def _code(pyc: bytes) -> CodeType:
    code = marshal.loads(pyc[16:])
    assert isinstance(code, CodeType)
    return code


@pytest.mark.parametrize(
    ("layer", "dest"),
    [
        (WHEEL, f"{SITE}/pkg/mod.py"),
        (WHEEL, f"{SITE}/mod.py"),
        (PYTHON, "python/lib/python3.11/os.py"),
        (APP, "runfiles/_main/app/main.py"),
    ],
)
def test_a_module_has_bytecode_beside_it(layer: dict[str, str], dest: str) -> None:
    source = b"def f():\n    return 1\n"
    written = write(_header(layer), _file(dest, source))
    directory, _, name = dest.rpartition("/")
    pyc = f"app/{directory}/__pycache__/{name[:-3]}.{TAG}.pyc"
    assert _bytecode(written) == [pyc]
    content = written.content(pyc)
    assert content[:4] == importlib.util.MAGIC_NUMBER
    assert content[4:8] == b"\x01\0\0\0"
    assert content[8:16] == importlib.util.source_hash(source)
    assert _code(content).co_filename == f"/app/{dest}"
    assert (written.members[pyc].mode, written.members[pyc].mtime) == (0o644, 0)


def test_the_listing_and_the_counts_have_it() -> None:
    written = write(_header(), _file(f"{SITE}/m.py", b""))
    made = [entry for entry in written.listing if entry["dest"].endswith(".pyc")]
    assert [entry.get("src", "") for entry in made] == [""]
    size = len(written.content(made[0]["dest"]))
    assert (made[0]["size"], written.descriptor["file_count"]) == (size, 2)
    assert written.descriptor["content_size"] == size


def test_without_the_setting_there_is_none() -> None:
    assert _bytecode(write(header(WHEEL), _file(f"{SITE}/m.py", b""))) == []


@pytest.mark.parametrize(
    "dest",
    ["venv/bin/tool.py", "venv/share/x.py", "bin/app.py", "python/bin/x.py", f"{SITE}/x.pyi"],
)
def test_what_nobody_imports_has_none(dest: str) -> None:
    assert _bytecode(write(_header(), _file(dest, b"x = 1\n"))) == []


@pytest.mark.parametrize(
    "source",
    [
        b"print 'python 2'\n",
        b"{{ cookiecutter.name }} = class\n",
        b"x = '\0'\n",
        b"# coding: klingon\n",
        b"x = '\xff'\n",
        b"x = " + b"-" * 100_000 + b"1\n",
        b"x = " + b"1+" * 100_000 + b"1\n",
    ],
)
def test_a_source_that_does_not_compile_stays_alone(source: bytes) -> None:
    written = write(_header(), _file(f"{SITE}/bad.py", source), _file(f"{SITE}/good.py", b""))
    assert _bytecode(written) == [f"app/{SITE}/__pycache__/good.{TAG}.pyc"]
    assert written.content(f"app/{SITE}/bad.py") == source


def test_a_warning_about_a_source_is_not_told(capfd: pytest.CaptureFixture[str]) -> None:
    written = write(_header(), _file(f"{SITE}/m.py", b"x = '\\d'\n"))
    assert len(_bytecode(written)) == 1
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("inside", [f"{SITE}/__pycache__/m.{TAG}.pyc", f"{SITE}/__pycache__"])
def test_what_a_wheel_ships_is_not_replaced(inside: str) -> None:
    written = write(_header(), _file(f"{SITE}/m.py", b"x = 1\n"), _file(inside, b"theirs"))
    assert written.content(f"app/{inside}") == b"theirs"
    assert len(written.members) == 5 + inside.endswith(".pyc")


def test_a_link_to_a_module_of_the_layer_has_bytecode_by_its_own_name() -> None:
    links = [
        {"dest": f"{SITE}/{name}.py", "link": target}
        for name, target in (("link", "m.py"), ("gone", "../elsewhere.py"), ("loop", "loop.py"))
    ]
    written = write(_header(), _file(f"{SITE}/m.py", b""), *links)
    assert [_code(written.content(pyc)).co_filename for pyc in _bytecode(written)] == [
        f"/app/{SITE}/link.py",
        f"/app/{SITE}/m.py",
    ]


def test_python_imports_it_and_not_the_source(tmp_path: Path) -> None:
    source = b"def where():\n    return where.__code__.co_filename\n"
    written = write(_header(), _file(f"{SITE}/mod.py", source), _file(f"{SITE}/p/__init__.py", b""))
    with tarfile.open(fileobj=io.BytesIO(written.tar)) as tar:
        tar.extractall(tmp_path / "root")
    site = tmp_path / "root/app" / SITE
    (site / "mod.py").write_text("raise SystemExit('the source was read')\n")
    code = "import sys; sys.path.insert(0, sys.argv[1]); import mod, p; print(mod.where())"
    command = [sys.executable, "-v", "-I", "-B", "-c", code, str(site)]
    ran = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    # The import system puts the place where it was found in place of the one in the file.
    assert ran.stdout == f"{site}/mod.py\n"
    for name in (f"{site}/__pycache__/mod", f"{site}/p/__pycache__/__init__"):
        assert f"# {name}.{TAG}.pyc matches" in ran.stderr


MANY = 300
"""Modules of this size are more than one process compiles."""


def _many() -> list[dict[str, str]]:
    """Modules whose names, constants and qualified names are those of others, too."""
    body = "class A:\n    class B:\n        def f(self):\n            return 'Some text', {1, 2}\n"
    text = body + "# " + "x" * 10_000 + "\n"
    return [
        _file(f"{SITE}/m{number:03}.py", f"n = 'v{number}'\n{text}".encode())
        for number in range(MANY)
    ]


def test_the_bytes_of_one_do_not_depend_on_the_others() -> None:
    entries = _many()
    many = write(_header(), *entries, out="many")
    assert len(_bytecode(many)) == MANY
    for number in (0, MANY // 2, MANY - 1):
        alone = write(_header(), entries[number], out="alone")
        (name,) = _bytecode(alone)
        assert alone.content(name) == many.content(name)


@pytest.mark.parametrize("seed", ["0", "1", "4711"])
def test_worker_one_shot_and_directory_make_the_same(
    seed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    for directory in ("here", "another/place"):
        (tmp_path / directory).mkdir(parents=True)
        monkeypatch.chdir(tmp_path / directory)
        argv = arguments(write_manifest(_header(), *_many()[:20]))
        assert run(argv, env={"PYTHONHASHSEED": seed}).returncode == 0
        made.append(Written().file)
        with Worker() as worker:
            # What the worker has imported and compiled before must not show.
            for _ in range(2):
                assert worker.ask(*argv) == success()
                made.append(Written().file)
    assert len(set(made)) == 1


@pytest.mark.parametrize("wanted", ["3.8", "3.99"])
def test_an_interpreter_of_another_version(wanted: str, capsys: Any) -> None:
    version = sys.version.split()[0]
    assert error_of(capsys, header(WHEEL, bytecode=wanted), _file(f"{SITE}/m.py", b"")) == (
        f"bytecode: expected Python {wanted} on the exec platform, as in the image, "
        f"got cpython {version}.\n"
        f"  layer of @pypi//demo:pkg: 'cpython-{wanted.replace('.', '')}', got '{TAG}'\n"
        f"Register a Python {wanted} that the exec platform can run as the default toolchain: "
        f'python.toolchain(is_default = True, python_version = "{wanted}"), '
        "or build with --@rules_py_layers//layering:bytecode=none.\n"
    )


def test_a_source_that_ends_the_compiler() -> None:
    argv = arguments(write_manifest(_header(), _file(f"{SITE}/m.py", b"x = " + b"-" * 5000 + b"1")))
    limit = 256 << 10
    ran = run(argv, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_STACK, (limit, limit)))
    assert ran.stderr == (
        "layers: error: bytecode: expected a process that compiles 1 modules, "
        "got exit code -11.\n"
        f"  from {SITE}/m.py to {SITE}/m.py\n"
        "Drop the module that the interpreter cannot compile from its target, "
        "or build with --@rules_py_layers//layering:bytecode=none.\n"
    )
    assert not Path("out.tar").exists()
