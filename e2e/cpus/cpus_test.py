"""Compressors choose their code by the CPU they find: the bytes of a layer must not tell which.

    python3 -m unittest discover -v -s e2e/cpus -t . -p '*_test.py'

Runs the layer writer under qemu's user mode as CPUs from a bare baseline up to all it emulates.
Needs qemu-user, and fetches the writer's wheels by Bazel. ISA-L fails this test, which is why gzip
layers are not made with it (docs/decisions/0003-compressors.md).
"""

import hashlib
import json
import os
import platform
import subprocess
import sys
import sysconfig
import tempfile
import unittest
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

_ROOT = Path(__file__).resolve().parents[2]

_CPUS = {
    "x86_64": ("qemu64", "Nehalem", "Haswell", "max"),
    "aarch64": ("cortex-a53", "neoverse-n1", "max"),
}

_MIN_BYTES = 6 << 20
"""More than one block of a layer."""

_START = """\
import sys
sys.path[:0] = {paths}
from layers.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


def _wheel_directories() -> list[str]:
    """Returns where Bazel has the compressors for this interpreter."""
    tag = f"cp{sys.version_info.major}{sys.version_info.minor}"
    wheels = [
        f"@rules_py_layers_wheels//:{name}_files" for name in ("deflate_abi3", f"zstandard_{tag}")
    ]
    _output("./bazelw", "build", *wheels)
    base = _output("./bazelw", "info", "output_base").strip()
    files = _output("./bazelw", "cquery", "--output=files", f"set({' '.join(wheels)})").split("\n")
    found = {Path(base, name).parents[1] for name in files if name.endswith(".dist-info/METADATA")}
    return sorted(map(str, found))


def _output(*command: str) -> str:
    done = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise AssertionError(f"{' '.join(command)}: {done.returncode}\n{done.stderr[-2000:]}")
    return done.stdout


def _write_manifest(dest: Path) -> None:
    """Modules and native code of the standard library, and noise, which does not get smaller."""
    stdlib = Path(sysconfig.get_path("stdlib"))
    sources = [*sorted(stdlib.glob("lib-dynload/*.so")), *sorted(stdlib.glob("*.py"))]
    noise = dest.with_name("noise")
    block = hashlib.sha512()
    with noise.open("wb") as file:
        for _ in range(_MIN_BYTES // 2 // block.digest_size):
            block.update(b"next")
            file.write(block.digest())
    lines = [{"schema_version": 1, "layer": {"origin": "app", "label": "//a"}, "root": "app"}]
    lines += [{"dest": src.name, "src": str(src)} for src in (*sources, noise)]
    dest.write_text("".join(json.dumps(line) + "\n" for line in lines))


class CpusTest(unittest.TestCase):
    """One manifest, every compression, several CPUs."""

    _command: ClassVar[Sequence[str]]
    _directory: ClassVar[Path]

    @classmethod
    def setUpClass(cls) -> None:
        """Writes the manifest."""
        cls._directory = Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="cpus-")))
        _write_manifest(cls._directory / "manifest.jsonl")
        start = _START.format(paths=[str(_ROOT / "py"), *_wheel_directories()])
        cls._command = (os.path.realpath(sys.executable), "-I", "-S", "-B", "-c", start)

    def test_zstd(self) -> None:
        """The default."""
        self._assert_cpus_agree("zstd")

    def test_gzip(self) -> None:
        """With a member that is stored among them."""
        self._assert_cpus_agree("gzip")

    def _assert_cpus_agree(self, compression: str) -> None:
        machine = platform.machine()
        here = self._digest(compression)
        for cpu in _CPUS[machine]:
            with self.subTest(cpu=cpu):
                emulated = self._digest(compression, f"qemu-{machine}", "-cpu", cpu)
                self.assertEqual(emulated, here)

    def _digest(self, compression: str, *emulator: str) -> str:
        out = self._directory / "out"
        _output(
            *emulator,
            *self._command,
            *("layer", "--manifest", str(self._directory / "manifest.jsonl")),
            *("--tar", f"{out}.tar", "--descriptor", f"{out}.json", "--listing", f"{out}.jsonl"),
            *("--compression", compression),
        )
        descriptor = json.loads(Path(f"{out}.json").read_text())
        self.assertGreater(descriptor["content_size"], _MIN_BYTES)
        digest = hashlib.sha256(Path(f"{out}.tar").read_bytes()).hexdigest()
        self.assertEqual(descriptor["digest"], f"sha256:{digest}")
        return digest
