"""Real wheels of every platform: what listings say of their files, and the check of an image.

Every file is held to what pyelftools, macholib and pefile read. Needs an index of packages, by the
machine's own configuration of pip.
"""

import json
import os
import struct
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pefile
import pip
import pytest
from elftools.elf.elffile import ELFFile
from layers.__main__ import main
from macholib.mach_o import CPU_TYPE_NAMES
from macholib.MachO import MachO

_MACHO_MACHINES = {"ARM64": "AARCH64", "x86_64": "X86_64", "i386": "386"}
_PE_MACHINES = {
    "IMAGE_FILE_MACHINE_AMD64": "X86_64",
    "IMAGE_FILE_MACHINE_I386": "386",
    "IMAGE_FILE_MACHINE_ARM64": "AARCH64",
}

_WHEELS = [
    ("markupsafe==3.0.3", "manylinux2014_aarch64", "linux/arm64"),
    ("markupsafe==3.0.3", "manylinux_2_39_riscv64", "linux/riscv64"),
    ("markupsafe==3.0.3", "macosx_11_0_arm64", "darwin/arm64"),
    ("markupsafe==2.1.5", "macosx_10_9_universal2", "darwin/amd64 and darwin/arm64"),
    ("markupsafe==3.0.3", "win_amd64", "windows/amd64"),
    ("markupsafe==3.0.3", "win_arm64", "windows/arm64"),
    ("cffi==2.1.1", "manylinux2014_ppc64le", "linux/ppc64le"),
    ("cffi==2.1.1", "manylinux2014_s390x", "linux/s390x"),
]
"""Requirement, tag of the wheel, and the platforms of its code."""


@pytest.fixture(autouse=True)
def _in_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def _unpacked(requirement: str, tag: str) -> list[str]:
    """Downloads a wheel and returns the names of its files, which are below `wheel/`."""
    words = ("download", "--quiet", "--no-deps", "--no-cache-dir", "--only-binary=:all:")
    target = (f"--platform={tag}", "--python-version=3.11", "--implementation=cp")
    path = os.pathsep.join([str(Path(pip.__file__).parents[1]), *sys.path])
    subprocess.run(
        [sys.executable, "-m", "pip", *words, *target, "--dest=downloaded", requirement],
        env=os.environ | {"PYTHONPATH": path},
        check=True,
    )
    (wheel,) = Path("downloaded").iterdir()
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall("wheel")
        return [name for name in archive.namelist() if not name.endswith("/")]


def _listed(names: list[str]) -> dict[str, tuple[str, str]]:
    """Writes the layer of a wheel; returns format and machine of every file."""
    component = {"origin": "pypi", "name": "it", "version": "1", "label": "@pypi//it"}
    lines: list[dict[str, Any]] = [{"schema_version": 1, "layer": component, "root": "app"}]
    lines += [{"dest": f"venv/site-packages/{name}", "src": f"wheel/{name}"} for name in names]
    Path("m.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    words = ["--manifest=m.jsonl", "--tar=l.tar", "--descriptor=l.json", "--listing=l.jsonl"]
    assert main(["layer", *words, "--compression=none"]) == 0
    plan = {"schema_version": 1, "label": "//:image", "binary": "//:it", "root": "app"}
    layer = {"layer": component, "tar": "l.tar", "descriptor": "l.json", "listing": "l.jsonl"}
    Path("plan.json").write_text(json.dumps({**plan, "layers": [layer]}))
    Path("runfiles.jsonl").write_text("")
    entries = map(json.loads, Path("l.jsonl").read_text().splitlines()[1:])
    return {
        entry["src"].removeprefix("wheel/"): (entry.get("format", ""), entry.get("machine", ""))
        for entry in entries
        if entry.get("src")
    }


def _read(src: Path) -> tuple[str, str]:
    """Returns what the libraries say of a file."""
    with src.open("rb") as file:
        magic = file.read(4)
        if magic == b"\x7fELF":
            file.seek(0)
            elf = ELFFile(file)
            order = "LE" if elf.little_endian else "BE"
            return f"ELF{elf.elfclass}{order}", elf["e_machine"].removeprefix("EM_")
    if magic[:2] == b"MZ":
        pe = pefile.PE(str(src), fast_load=True)
        return "PE", _PE_MACHINES[pefile.MACHINE_TYPE[pe.FILE_HEADER.Machine]]
    try:
        macho = MachO(str(src))
    except (ValueError, struct.error):  # the latter of files that are too short
        return "", ""
    cpus = [CPU_TYPE_NAMES[one.header.cputype] for one in macho.headers]
    return "Mach-O", ",".join(_MACHO_MACHINES[cpu] for cpu in cpus)


def _check(architecture: str) -> int:
    words = ["--plan=plan.json", "--runfiles=runfiles.jsonl", "--platform-os=linux"]
    return main(["check", *words, f"--platform-architecture={architecture}", "--out=ok.json"])


@pytest.mark.parametrize(("requirement", "tag", "platforms"), _WHEELS)
def test_a_wheel_for_one_platform(
    requirement: str, tag: str, platforms: str, capsys: pytest.CaptureFixture[str]
) -> None:
    names = _unpacked(requirement, tag)

    listed = _listed(names)

    assert {name: listed[name] for name in names} == {
        name: _read(Path("wheel") / name) for name in names
    }
    assert _check("amd64") == 2
    said = capsys.readouterr().err
    natives = [name for name, (kind, _) in listed.items() if kind]
    for name in natives:
        kind, machine = listed[name]
        assert (
            f"    @pypi//it: app/venv/site-packages/{name}\n"
            f"      {kind} {machine}, for {platforms} and not linux/amd64\n"
        ) in said
    assert natives
    system, _, architecture = platforms.partition("/")
    if system == "linux":
        assert _check(architecture) == 0


def test_launchers_in_a_wheel_for_all_platforms() -> None:
    names = _unpacked("setuptools==84.2.1", "any")

    listed = _listed(names)

    natives = {name: listed[name] for name in names if listed[name] != ("", "")}
    assert natives == {name: _read(Path("wheel") / name) for name in natives}
    assert {name.rpartition(".")[2] for name in natives} == {"exe"}
    assert _check("amd64") == 0
    foreign = json.loads(Path("ok.json").read_text())["foreign"]
    assert len(foreign) == len(natives) > 0


def test_one_wheel_with_code_for_several_systems() -> None:
    """debugpy: its helpers are for the machines that it knows, and it does without on others."""
    names = _unpacked("debugpy==1.8.22", "any")

    listed = _listed(names)

    assert {name: listed[name] for name in names} == {
        name: _read(Path("wheel") / name) for name in names
    }
    assert {kind for kind, _ in listed.values()} == {"", "ELF64LE", "Mach-O", "PE"}
    assert _check("amd64") == _check("arm64") == 0
