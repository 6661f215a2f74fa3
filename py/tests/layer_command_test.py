"""The command line: arguments, exit codes, compressions, outputs that are whole or absent."""

import os
import resource
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from layer_fixtures import Written, arguments, header, put, run, write, write_manifest
from layers import layer
from layers.__main__ import main
from layers.errors import CompressionError, LayersError
from layers.tar import compression
from layers.tar.blocks import BLOCK_SIZE
from layers.tar.compression import compression_of
from layers.tar.pipeline import Pipeline

Capsys = pytest.CaptureFixture[str]

SEE = "See `layers layer --help`.\n"
COMMANDS = (
    "layer",
    "bucket",
    "measure",
    "cacerts",
    "image",
    "tags",
    "index",
    "check",
    "verify",
    "sizes",
    "base",
    "report",
)
NO_ROOM = "Make room on the disk or the directory writable, and build again.\n"


@pytest.fixture(autouse=True)
def _in_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_help_lists_the_commands(capsys: Capsys) -> None:
    assert main(["--help"]) == 0
    text = capsys.readouterr().out
    assert [line.split()[0] for line in text.splitlines()[2:]] == list(COMMANDS)
    assert main([]) == 0
    assert capsys.readouterr().out == text


def test_help_of_layer_lists_its_options(capsys: Capsys) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(["layer", "--help"])
    assert exit_.value.code == 0
    text = capsys.readouterr().out
    assert text.splitlines()[0] == (
        "layers layer: writes the files of a manifest as one deterministic layer"
    )
    assert [line.split()[0] for line in text.splitlines()[2:]] == [
        "--manifest",
        "--tar",
        "--descriptor",
        "--listing",
        "--compression",
        "--level",
    ]


@pytest.mark.parametrize(
    ("argv", "error"),
    [
        (
            ["tar"],
            f"expected one of {', '.join(COMMANDS)}, got 'tar'.\n",
        ),
        (["@gone"], "gone: expected a file of arguments, got "),
        (["layer", "--mode", "1"], "layer: expected one of --compression, --descriptor, "),
        (["layer", "--tar"], f"layer: expected a value after --tar, got nothing.\n{SEE}"),
        (
            ["layer", "--tar=a", "--tar", "b"],
            f"layer: expected --tar once, got it twice.\n{SEE}",
        ),
        (
            ["layer", "--tar=a", "--listing", "l", "--compression", "zstd"],
            "layer: expected --manifest and --descriptor, "
            f"got '--tar=a --listing l --compression zstd'.\n{SEE}",
        ),
    ],
)
def test_arguments_that_no_command_takes(argv: list[str], error: str, capsys: Capsys) -> None:
    assert main(argv) == 2
    assert capsys.readouterr().err.startswith(f"layers: error: {error}")


@pytest.mark.parametrize("before", [[], ["layer"]])
def test_arguments_may_stand_in_a_file(before: list[str]) -> None:
    argv = arguments(write_manifest(header(), {"dest": "x y"}, at="m\u2028 x"))[len(before) :]
    Path("params").write_text("".join(f"{argument}\n" for argument in argv))
    assert main([*before, "@params"]) == 0
    assert "app/x y" in Written().members


def test_errors_of_input_exit_with_2_and_defects_with_a_traceback() -> None:
    assert run(["layer"]).returncode == 2
    ran = run(["layer"], env={"PYTHONPATH": f"broken:{Path(layer.__file__).parents[1]}"})
    assert ran.returncode == 2
    put("broken/hashlib.py", b"raise RuntimeError('defect')\n")
    ran = run(["layer"], env={"PYTHONPATH": f"broken:{Path(layer.__file__).parents[1]}"})
    assert ran.returncode == 1
    assert "RuntimeError: defect" in ran.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_imports_no_other(command: str) -> None:
    code = (
        "import sys; from layers.__main__ import main\n"
        "try: main([sys.argv[1], '--help'])\n"
        "except SystemExit: pass\n"
        f"print([c for c in {COMMANDS!r} if f'layers.{{c}}' in sys.modules])\n"
    )
    put("run.py", code.encode())
    environment = os.environ | {"PYTHONPATH": str(Path(layer.__file__).parents[1])}
    ran = subprocess.run(
        [sys.executable, "run.py", command],
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert ran.stdout.splitlines()[-1] == repr([command])


def test_start_imports_nothing_heavy() -> None:
    manifest = write_manifest(header(), {"dest": "x"})
    code = (
        "import sys; from layers.__main__ import main; main(sys.argv[1:])\n"
        "print(sorted({'argparse', 'configparser', 'dataclasses', 'deflate', 'inspect', 'pathlib',"
        " 'shutil', 'tarfile', 'threading', 'typing', 'zstandard'} & sys.modules.keys()))\n"
    )
    put("run.py", code.encode())
    ran = subprocess.run(
        [sys.executable, "-S", "run.py", *arguments(manifest)],
        env={"PYTHONPATH": str(Path(layer.__file__).parents[1])},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert ran.stdout == "[]\n"


@pytest.mark.parametrize(
    ("name", "level", "error"),
    [
        ("xz", "", "compression: expected one of none, gzip, zstd, got 'xz'."),
        ("gzip", "0", "compression 'gzip': expected a level from 1 to 12, got '0'."),
        ("gzip", "13", "compression 'gzip': expected a level from 1 to 12, got '13'."),
        ("zstd", "20", "compression 'zstd': expected a level from 1 to 19, got '20'."),
        ("zstd", "-1", "compression 'zstd': expected a level from 1 to 19, got '-1'."),
        ("zstd", "best", "compression 'zstd': expected a level from 1 to 19, got 'best'."),
        ("none", "1", "compression 'none': expected no level, got '1'."),
    ],
)
def test_compressions_that_there_are_not(name: str, level: str, error: str) -> None:
    with pytest.raises(CompressionError) as raised:
        compression_of(name, level)
    assert str(raised.value) == error


@pytest.mark.parametrize(
    ("name", "module", "package"),
    [("gzip", "deflate", "deflate 0.9.0"), ("zstd", "zstandard", "zstandard 0.25.0")],
)
def test_a_compressor_that_is_not_installed(
    name: str, module: str, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    monkeypatch.setattr(compression, "_made", {})
    with pytest.raises(CompressionError) as raised:
        compression_of(name, "")
    version = sys.version.split()[0]
    assert str(raised.value) == (
        f"compression {name!r}: expected the package {package}, got import of {module} halted; "
        "None in sys.modules.\n"
        f"  this is {sys.implementation.name} {version}\n"
        "  wheels of it exist for CPython 3.11 to 3.14\n"
        "Run the tool with one of these, or choose the compression 'none'."
    )


@pytest.mark.parametrize(("name", "levels"), [("gzip", ("1", "12")), ("zstd", ("1", "19"))])
def test_levels_compress_the_same_tar(name: str, levels: tuple[str, str]) -> None:
    manifest = write_manifest(header(), {"dest": "x", "src": put("s", b"text " * 100_000)})
    sizes, diff_ids = [], set()
    for level in levels:
        assert main([*arguments(manifest, name), "--level", level]) == 0
        sizes.append(Written().descriptor["size"])
        diff_ids.add(Written().descriptor["diff_id"])
    assert sizes[0] > sizes[1]
    assert len(diff_ids) == 1


def _assert_nothing_left() -> None:
    assert not [name for name in os.listdir() if name.startswith("out.")]


@pytest.mark.parametrize("end", ["tar", "jsonl", "json"])
def test_a_full_disk_leaves_no_output(end: str, capsys: Capsys) -> None:
    manifest = write_manifest(header(), {"dest": "x", "src": put("s", b"x" * (3 << 20))})
    Path(f"out.{end}.part").symlink_to("/dev/full")
    assert main(arguments(manifest)) == 2
    assert capsys.readouterr().err == (
        "layers: error: out.tar: the output must be written whole, "
        f"got 'No space left on device'.\n{NO_ROOM}"
    )
    _assert_nothing_left()


@pytest.mark.parametrize("limit", [1, 1 << 20])
def test_a_file_size_limit_leaves_no_output(limit: int) -> None:
    manifest = write_manifest(header(), {"dest": "x", "src": put("s", os.urandom(3 << 20))})
    ran = run(
        arguments(manifest, "zstd"),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
        env={"PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert ran.returncode == 2
    assert ran.stderr == (
        "layers: error: out.tar: the output must be written whole, "
        f"got 'File too large'.\n{NO_ROOM}"
    )
    _assert_nothing_left()


def test_outputs_of_an_earlier_run_do_not_survive_an_error(capsys: Capsys) -> None:
    write(header(), {"dest": "x"})
    manifest = write_manifest(header(), {"dest": "x", "src": put("s", b"x" * (3 << 20))})
    Path("out.tar.part").symlink_to("/dev/full")
    assert main(arguments(manifest)) == 2
    assert "No space left" in capsys.readouterr().err
    _assert_nothing_left()


def test_a_directory_for_outputs_that_is_not_there(capsys: Capsys) -> None:
    assert main(arguments(write_manifest(header()), out="gone/out")) == 2
    assert capsys.readouterr().err == (
        "layers: error: gone/out.tar: the output must be written whole, "
        f"got 'No such file or directory'.\n{NO_ROOM}"
    )


def test_every_error_has_one_base() -> None:
    assert issubclass(CompressionError, LayersError)


@pytest.mark.parametrize("failing", ["hash", "compressed", "write"])
def test_what_a_thread_meets_ends_the_layer(failing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever thread it is, and however many blocks are on their way."""
    put("s", bytes(10 * BLOCK_SIZE))
    manifest = write_manifest(header(), {"dest": "x", "src": "s"})
    real = getattr(Pipeline, failing)
    calls = []

    def fails(self: Pipeline, argument: Any) -> Any:
        calls.append(argument)
        if len(calls) > 3:
            raise OSError(28, "No space left on device")
        return real(self, argument)

    monkeypatch.setattr(Pipeline, failing, fails)
    before = threading.active_count()
    assert main(arguments(manifest, "zstd")) == 2
    assert threading.active_count() == before
    assert not any(name.startswith("out.") for name in os.listdir())
