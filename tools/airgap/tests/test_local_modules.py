"""Modules that are taken from a folder."""

import pathlib
import subprocess
import sys

import pytest
from airgap import cli, local_modules
from airgap.errors import AirgapError
from conftest import Programs

SCRIPT = pathlib.Path(cli.__file__).absolute().parents[2] / "bazelw"


def _module(folder: pathlib.Path, name: str) -> pathlib.Path:
    (folder / name).mkdir(parents=True)
    (folder / name / "MODULE.bazel").write_text(f'module(name = "{name}")\n')
    return folder / name


def _bazelrc(folder: pathlib.Path, cache: pathlib.Path) -> str:
    (option,) = local_modules.startup_options(str(folder), cache)
    name, _, src = option.partition("=")
    assert name == "--bazelrc"
    return pathlib.Path(src).read_text()


def test_modules_of_the_folder_stand_in_for_those_of_a_registry(tmp_path: pathlib.Path) -> None:
    folder = tmp_path / "modules"
    one, other = _module(folder, "rules_oci"), _module(folder, "bazel_lib")
    (folder / "no_module").mkdir()
    assert _bazelrc(folder, tmp_path) == (
        "# Written by bazelw.\n"
        f"common --override_module=bazel_lib={other}\n"
        f"common --override_module=rules_oci={one}\n"
    )


def test_flags_of_the_folder_are_imported(tmp_path: pathlib.Path) -> None:
    folder = tmp_path / "modules"
    _module(folder, "rules_oci")
    (folder / "bazelrc").write_text("build --x\n")
    assert _bazelrc(folder, tmp_path).endswith(f"\nimport {folder}/bazelrc\n")


def test_another_folder_is_another_file(tmp_path: pathlib.Path) -> None:
    for name in ("one", "other"):
        _module(tmp_path / name, "rules_oci")
    options = {
        local_modules.startup_options(str(tmp_path / name), tmp_path)[0]
        for name in ("one", "other", "one")
    }
    assert len(options) == 2


def test_folder_without_modules(tmp_path: pathlib.Path) -> None:
    (tmp_path / "MODULE.bazel").touch()
    with pytest.raises(AirgapError) as raised:
        local_modules.startup_options(str(tmp_path), tmp_path)
    assert str(raised.value) == (
        "bazelw BAZELW_MODULES: expected folders with a MODULE.bazel in it, each named as its "
        f"module, got '{tmp_path}'.\n"
        "  there is: MODULE.bazel\n"
        "Unpack the modules into it, or unset BAZELW_MODULES."
    )


def test_bazel_on_path_gets_them_before_its_command(
    programs: Programs, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _module(tmp_path / "modules", "rules_oci")
    programs.add("bazel", 'if [ "$1" = --version ]; then echo bazel 8.1.0; else echo "$@"; fi')
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("BAZELW_MODULES", str(tmp_path / "modules"))
    said = subprocess.check_output([sys.executable, str(SCRIPT), "build", "//:x"], text=True)
    first, *rest = said.split()
    assert first.startswith(f"--bazelrc={tmp_path}/cache/rules_py_layers/modules-")
    assert rest == ["build", "//:x"]
