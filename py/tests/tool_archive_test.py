"""The archive that the tool starts from: the same bytes each time, and nothing left to compile."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

from layer_fixtures import PY, arguments, header, write_manifest

HERE = f"{sys.implementation.cache_tag}-{sys.hexversion:x}"
FLAGS = ("-I", "-S", "-B", "-X", "utf8")

COMPILED = """\
import sys
before = set(sys.modules)
sys.path[:0] = sys.argv[1:3]
from layers.__main__ import main
sys.argv[3:] and main(sys.argv[3:])
specs = {name: getattr(module, "__spec__", None) for name, module in sys.modules.items()}
print([
    name for name, spec in specs.items()
    if name not in before and spec and (spec.origin or "").endswith(".py")
])
"""


def _archive(out: str, root: str = str(PY)) -> str:
    paths = (Path(root) / "layers").rglob("*.*")
    srcs = sorted(str(path) for path in paths if path.suffix in (".py", ".txt"))
    script = str(PY / "private/tool_archive.py")
    argv = [sys.executable, *FLAGS, script, out, root, json.dumps({"cp311": []}), *srcs]
    subprocess.run(argv, check=True)
    return out


def _run(archive: str, directory: str, argv: list[str]) -> str:
    Path("run.py").write_text(COMPILED)
    paths = [f"{archive}/{directory}", f"{archive}/src"]
    command = [sys.executable, *FLAGS, "run.py", *paths, *argv]
    return subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout


def test_the_archive_is_the_same_each_time(tmp_path: Path) -> None:
    # Each process has another hash seed: -I ignores the one of the environment.
    contents = {Path(_archive(str(tmp_path / name))).read_bytes() for name in ("a", "b", "c")}
    assert len(contents) == 1


def test_a_start_compiles_nothing(tmp_path: Path) -> None:
    os.chdir(tmp_path)
    argv = arguments(write_manifest(header(), {"dest": "x"}))
    assert _run(_archive("tool.zip"), HERE, argv) == "[]\n"


def test_another_interpreter_starts_from_the_sources(tmp_path: Path) -> None:
    os.chdir(tmp_path)
    archive = _archive("tool.zip")
    argv = arguments(write_manifest(header(), {"dest": "x"}))
    compiled = _run(archive, "cpython-399-0", argv)
    assert "'json'" in compiled
    assert "'layers.layer'" in compiled
    assert Path("out.tar").exists()


def test_the_archive_holds_what_is_imported_and_no_path_of_this_machine(tmp_path: Path) -> None:
    with zipfile.ZipFile(_archive(str(tmp_path / "tool.zip"))) as archive:
        names = archive.namelist()
        assert {"src/layers/layer.py", f"{HERE}/layers/layer.pyc", f"{HERE}/json/decoder.pyc"} <= {
            *names
        }
        assert not [name for name in names if name.startswith(("/", ".."))]
        stdlib = [name for name in names if name.startswith(HERE) and "layers" not in name]
        for name in stdlib:
            assert sys.prefix.encode() not in archive.read(name)


def test_data_is_beside_the_modules_whichever_interpreter_starts(tmp_path: Path) -> None:
    package = tmp_path / "layers"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "__main__.py").write_text(
        "import pkgutil\nmain = lambda argv: print(pkgutil.get_data('layers', argv[0]).decode())\n"
    )
    (package / "words.txt").write_text("as it is")
    os.chdir(tmp_path)
    archive = _archive("tool.zip", str(tmp_path))
    for directory in (HERE, "cpython-399-0"):
        assert _run(archive, directory, ["words.txt"]).startswith("as it is\n")
