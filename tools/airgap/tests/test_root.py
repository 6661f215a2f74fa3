"""The root: fetched from the first suite that has Bazel, then completed by hand."""

import os
import pathlib
import signal
import subprocess
import sys
import time

import pytest
from airgap import progress, recipe, root
from airgap.errors import AirgapError
from conftest import Programs

TOOLS = pathlib.Path(root.__file__).resolve().parents[1]


def lay(folder: pathlib.Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)


@pytest.fixture
def extracted(tmp_path: pathlib.Path) -> pathlib.Path:
    """What mmdebstrap leaves, in small."""
    dest = tmp_path / "root"
    jvm = "usr/lib/jvm/java-25-openjdk-riscv64"
    lay(dest, f"{jvm}/lib/server/libjvm.so", f"{jvm}/bin/java", f"{jvm}/jmods/java.base.jmod")
    lay(dest, "usr/lib/os-release", "usr/share/doc/bash/copyright", "usr/share/python/keep")
    lay(dest, "usr/bin/x86_64-linux-gnu-lto-dump-16", "usr/libexec/gcc/x/16/lto1")
    lay(dest, "usr/libexec/gcc/x/16/cc1plus", "etc/apt/sources.list", "etc/resolv.conf")
    lay(dest, "etc/bazel/bazelrc")
    (dest / "usr/lib/jvm/default-java").symlink_to("java-25-openjdk-riscv64")
    (dest / "etc/hosts").symlink_to("/run/elsewhere")
    return dest


def test_unused_goes_and_the_rest_stays(extracted: pathlib.Path) -> None:
    root.remove_unused(extracted)
    left = {str(src.relative_to(extracted)) for src in extracted.rglob("*") if src.is_file()}
    assert "usr/libexec/gcc/x/16/cc1plus" in left
    assert "usr/share/python/keep" in left
    assert not [name for name in left if "lto" in name or "doc" in name or "jmods" in name]


def test_java_is_found_whatever_its_version(extracted: pathlib.Path) -> None:
    assert root.java_home(extracted) == extracted / "usr/lib/jvm/java-25-openjdk-riscv64"


def test_complete(extracted: pathlib.Path) -> None:
    root.complete(extracted)
    links = {name: str((extracted / name).readlink()) for name in ("usr/bin/awk", "usr/bin/java")}
    assert links == {
        "usr/bin/awk": "mawk",
        "usr/bin/java": "/usr/lib/jvm/java-25-openjdk-riscv64/bin/java",
    }
    for name in ("etc/hosts", "etc/passwd", "etc/group", "etc/resolv.conf", "etc/pip.conf"):
        place = extracted / name
        assert place.is_file(), name
        assert not place.is_symlink(), name
    assert (extracted / "etc/bazel/bazelrc").read_text() == "etc/bazel/bazelrc"
    assert (extracted / "etc/ssl").is_dir()
    root.complete(extracted)


def extract(dest: pathlib.Path) -> None:
    root._extract("fetching", dest, "http://mirror.test", recipe.BAZEL_SUITES, ["a", "b"])


def test_second_suite_when_the_first_has_no_bazel(
    programs: Programs,
    tmp_path: pathlib.Path,
) -> None:
    log = tmp_path / "log"
    programs.add("mmdebstrap", f'echo "$@" >> {log}; case "$*" in *" sid "*) ;; *) exit 25;; esac')
    extract(tmp_path / "dest")
    assert log.read_text().splitlines() == [
        '--variant=extract --mode=chrootless --aptopt=Acquire::Check-Valid-Until "false" '
        f"--include=a,b {suite} {tmp_path}/dest deb http://mirror.test {suite} main"
        for suite in ("forky", "sid")
    ]


def test_no_network(
    programs: Programs,
    tmp_path: pathlib.Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    programs.add(
        "mmdebstrap",
        "echo 'I: running apt-get update...'; echo 'E: Could not resolve mirror.test' >&2; exit 25",
    )
    with pytest.raises(AirgapError) as raised:
        extract(tmp_path / "dest")
    assert str(raised.value) == (
        "bazelw sid: mmdebstrap must fetch and extract the packages, got exit status 25.\n"
        "  I: running apt-get update...\n"
        "  E: Could not resolve mirror.test\n"
        "Let this machine reach http://mirror.test (its own apt source), then run bazelw again."
    )
    shown = capsys.readouterr().err
    assert "bazelw: fetching (forky) …\nbazelw:   running apt-get update\n" in shown
    assert "bazelw: fetching (sid): failed (" in shown


def test_no_namespaces(programs: Programs, extracted: pathlib.Path) -> None:
    programs.add("bwrap", "echo 'bwrap: No permissions to create new namespace' >&2; exit 1")
    with pytest.raises(AirgapError) as raised:
        root._run_ldconfig(extracted)
    assert str(raised.value) == (
        "bazelw: bubblewrap must be allowed to make namespaces, got exit status 1.\n"
        "  bwrap: No permissions to create new namespace\n"
        "Allow unprivileged user namespaces (sysctl kernel.unprivileged_userns_clone=1, "
        "and in a container\n"
        "a seccomp profile that permits clone and mount), or install bazelisk as `bazel` on PATH."
    )


INTERRUPTED = """\
import pathlib, signal, sys
sys.path.insert(0, sys.argv[1])
from airgap import cli, progress, root
signal.signal(signal.SIGTERM, cli._stop)
here = pathlib.Path(sys.argv[2])
with progress.Step("fetching", here) as step:
    root.run_shown(["sh", "-c", f"echo $$ > {here}/pid; echo 'I: up'; exec sleep 60"], step)
"""


def test_interrupted_set_up_ends_what_it_runs(tmp_path: pathlib.Path) -> None:
    command = [sys.executable, "-c", INTERRUPTED, str(TOOLS), str(tmp_path)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr is not None
        while "up" not in running.stderr.readline():
            time.sleep(0.01)
        running.send_signal(signal.SIGTERM)
        assert running.wait(timeout=20) == 128 + signal.SIGTERM
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def test_output_in_pieces(tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    script = "printf 'I: one...\\nI: t'; sleep 0.2; printf 'wo...\\n\\nlast'"
    with progress.Step("fetching", tmp_path) as step:
        assert root.run_shown(["sh", "-c", script], step) == (0, ["I: one...", "I: two...", "last"])
    assert "bazelw:   one\nbazelw:   two\n" in capsys.readouterr().err
