"""Equal bytes whatever the host, user, order and directory are."""

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from layer_fixtures import PY, arguments, header, put, run, sha256, write, write_manifest
from layers.tar.blocks import BLOCK_SIZE
from layers.tar.compression import COMPRESSIONS, compression_of
from layers.tar.layer_file import LayerFile

WHEEL = {"origin": "pypi", "label": "@pypi//demo"}
SITE = "venv/site-packages"

_SRCS = {
    f"{SITE}/demo.dist-info/METADATA": b"Name: Demo\nVersion: 1\n\n",
    f"{SITE}/demo.dist-info/entry_points.txt": b"[console_scripts]\nb = d:b\na = d:a\n",
    f"{SITE}/demo/__init__.py": b"x = 1\n" * 1000,
    f"{SITE}/demo/ünï.py": b"",
    f"{SITE}/demo/run.sh": b"#!/bin/sh\n",
    f"{SITE}/demo/{'long' * 40}.py": random.Random(3).randbytes(300_000),
    "venv/bin/tool": b"#!python\nprint()\n",
}


@pytest.fixture(autouse=True)
def _in_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def _execroot(directory: str, *, seed: int, mode: int, mtime: int) -> None:
    """Makes sources and a manifest in a new directory."""
    Path(directory).mkdir(parents=True)
    entries: list[dict[str, Any]] = []
    for dest, content in _SRCS.items():
        src = f"s/{dest}"
        put(f"{directory}/{src}", content)
        entries.append({"dest": dest, "src": src})
    for name in ("b", "a", "c"):
        put(f"{directory}/tree/{name}", name.encode())
    entries += [
        {"dest": f"{SITE}/tree", "src": "tree", "generated": True},
        {"dest": f"{SITE}/l", "link": "demo"},
    ]
    for path in Path(directory).rglob("*"):
        os.utime(path, (mtime, mtime))
        if path.is_file():
            path.chmod(mode)
    random.Random(seed).shuffle(entries)
    write_manifest(header(WHEEL), *entries, at=f"{directory}/m.jsonl")


def _outputs(directory: str) -> list[str]:
    return [sha256(Path(directory, f"out.{end}").read_bytes()) for end in ("tar", "json", "jsonl")]


@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_hosts_do_not_show(compression: str) -> None:
    settings: list[tuple[dict[str, str], int, int, int]] = [
        ({"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0"}, 0o022, 0o444, 0),
        ({"TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONHASHSEED": "1"}, 0o077, 0o755, 10**9),
        ({"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, 0, 0o600, 1),
    ]
    outputs = []
    for number, (environment, umask, mode, mtime) in enumerate(settings):
        directory = f"{'deep/' * number}{number}"
        _execroot(directory, seed=number, mode=mode, mtime=mtime)
        ran = run(arguments("m.jsonl", compression), env=environment, cwd=directory, umask=umask)
        assert (ran.returncode, ran.stderr) == (0, "")
        outputs.append(_outputs(directory))
    assert outputs[0] == outputs[1] == outputs[2]


def test_every_python_writes_the_same_tar() -> None:
    """Uncompressed, as the other interpreters of a machine have no compressors."""
    _execroot("x", seed=1, mode=0o644, mtime=0)
    outputs = {}
    names = [sys.executable, *(f"python3.{minor}" for minor in (11, 12, 13, 14))]
    for name in filter(shutil.which, names):
        ran = subprocess.run(
            [name, "-m", "layers", *arguments("m.jsonl")],
            env={"PYTHONPATH": str(PY), "PATH": os.environ["PATH"]},
            cwd="x",
            capture_output=True,
            check=False,
        )
        if ran.returncode != 127:
            assert ran.stderr == b""
            outputs[name] = _outputs("x")
    assert outputs
    assert len(set(map(tuple, outputs.values()))) == 1


@pytest.mark.parametrize(
    ("compression", "digest"),
    [
        ("none", "1d9e1bd19a53"),
        ("gzip", "87d5d21636ce"),
        ("zstd", "df3ad9fb3dd2"),
    ],
)
def test_bytes_are_those_of_the_release(compression: str, digest: str) -> None:
    """Pins the compressors' versions: another digest means new layers for every user."""
    _execroot("x", seed=1, mode=0o644, mtime=0)
    ran = run(arguments("m.jsonl", compression), cwd="x")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert sha256(Path("x/out.tar").read_bytes())[:12] == digest


@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_how_the_bytes_are_cut_does_not_show(compression: str) -> None:
    data = random.Random(4).randbytes(BLOCK_SIZE) + b"yz" * BLOCK_SIZE
    files = []
    for size in (5000, 1 << 16, (1 << 20) - 1, len(data)):
        with (
            open("layer", "wb") as file,
            LayerFile(file, compression_of(compression, "").compress) as layer_file,
        ):
            for start in range(0, len(data), size):
                layer_file.add(data[start : start + size])
            sums = layer_file.finish()
        files.append((sums, sha256(Path("layer").read_bytes())))
    assert len(set(files)) == 1


@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_the_number_of_cores_does_not_show(
    compression: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each block is compressed on its own, whoever does it."""
    put("x", random.Random(5).randbytes(BLOCK_SIZE) + b"text " * BLOCK_SIZE)
    outputs = []
    for cores in (1, 2, 7):
        monkeypatch.setattr(os, "sched_getaffinity", lambda _pid, n=cores: set(range(n)))
        write(header(), {"dest": "x", "src": "x"}, compression=compression)
        outputs.append(_outputs("."))
    assert outputs[0] == outputs[1] == outputs[2]
