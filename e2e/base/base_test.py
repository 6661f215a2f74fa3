"""What becomes an image, and what the tool says when it cannot. Needs no network."""

import io
import subprocess
import tarfile
from pathlib import Path

import pytest

from e2e.base import archive, files, filesystem
from e2e.base.__main__ import main
from e2e.base.errors import DebianError
from e2e.base.runtime import PYTHON_RUNTIME_PACKAGES

_CONTROL = "Package: demo\nVersion: 1\nArchitecture: all\nMaintainer: nobody\nDescription: a demo\n"


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package with what is kept, what is moved and what is dropped."""
    tree = tmp_path / "tree"
    for dest in (
        "DEBIAN/control",
        "lib/x86_64-linux-gnu/libdemo.so.1.2",
        "usr/share/ca-certificates/mozilla/B.crt",
        "usr/share/ca-certificates/mozilla/A.crt",
        "usr/share/doc/demo/copyright",
        "usr/lib/x86_64-linux-gnu/gconv/UTF-7.so",
        "usr/sbin/update-ca-certificates",
    ):
        (tree / dest).parent.mkdir(parents=True, exist_ok=True)
        (tree / dest).write_text(_CONTROL if dest.startswith("DEBIAN") else Path(dest).name)
    (tree / "lib/x86_64-linux-gnu/libdemo.so.1").symlink_to("libdemo.so.1.2")
    command = ["dpkg-deb", "--root-owner-group", "--build", str(tree), str(tmp_path / "demo.deb")]
    subprocess.run(command, check=True, capture_output=True)
    return tmp_path / "demo.deb"


def test_keeps_what_runs(package: Path) -> None:
    """Libraries in the merged /usr, one CA bundle, accounts; nothing else."""
    entries = filesystem.entries_by_dest([package])
    links = {dest: entry.link for dest, entry in entries.items() if entry.link}
    assert links.items() >= {
        ("lib", "usr/lib"),
        ("usr/lib/x86_64-linux-gnu/libdemo.so.1", "libdemo.so.1.2"),
    }
    assert sorted(dest for dest, entry in entries.items() if entry.data is not None) == [
        "etc/group",
        "etc/nsswitch.conf",
        "etc/passwd",
        "etc/ssl/certs/ca-certificates.crt",
        "usr/lib/x86_64-linux-gnu/libdemo.so.1.2",
    ]
    assert entries[filesystem.CA_BUNDLE].data == b"A.crt\nB.crt\n"


def test_keeps_some_files_elsewhere(package: Path, tmp_path: Path) -> None:
    """A directory and a file; a link only if what it leads to is kept, too."""
    places = {"usr/lib/x86_64-linux-gnu": "lib", "usr/share/doc/demo/copyright": "terms"}
    out = tmp_path / "out"
    files.write(files.kept([package], places), out)
    found = {str(path.relative_to(out)) for path in out.rglob("*") if path.is_file()}
    assert found == {"lib/gconv/UTF-7.so", "lib/libdemo.so.1", "lib/libdemo.so.1.2", "terms"}
    assert str((out / "lib/libdemo.so.1").readlink()) == "libdemo.so.1.2"
    alone = tmp_path / "alone"
    alone.mkdir()
    files.write(files.kept([package], {"usr/lib/x86_64-linux-gnu/libdemo.so.1": "it"}), alone)
    assert list(alone.iterdir()) == []


def test_names_what_no_package_has(package: Path) -> None:
    """All of it, once."""
    with pytest.raises(DebianError) as raised:
        files.kept([package], {"usr/sbin": "sbin", "usr/games": "games", "opt/x": "x"})
    assert str(raised.value) == (
        "the packages must have all that is kept of them, got packages without.\n"
        "  'usr/games'\n"
        "  'opt/x'\n"
        "Correct the paths in `keep`: `dpkg-deb --contents` lists those of a package."
    )


def test_layer_has_every_directory_once_and_no_trace_of_the_machine(package: Path) -> None:
    """Sorted, of root, without time; a directory stands before what is in it."""
    data = filesystem.layer(filesystem.entries_by_dest([package]))
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        members = tar.getmembers()
    names = [member.name for member in members]
    assert names == sorted(set(names))
    assert {(member.uid, member.gid, member.mtime, member.uname) for member in members} == {
        (0, 0, 0, "")
    }
    assert {str(Path(name).parent) for name in names} - {"."} <= set(names)
    modes = {member.name: member.mode for member in members}
    assert (modes["tmp"], modes["root"], modes["usr"]) == (0o1777, 0o700, 0o755)


def test_chooses_the_first_name_that_exists() -> None:
    """One list serves suites before and after a library was renamed."""
    wanted = ["libssl3t64|libssl3", "libc6"]
    assert archive.choose(wanted, available=frozenset({"libc6", "libssl3"}), suite="x") == [
        "libc6",
        "libssl3",
    ]
    assert archive.choose(
        wanted, available=frozenset({"libc6", "libssl3", "libssl3t64"}), suite="x"
    ) == ["libc6", "libssl3t64"]


def test_names_all_unknown_packages() -> None:
    """One message for all of them."""
    with pytest.raises(DebianError) as raised:
        archive.choose(["a|b", "libc6", "c"], available=frozenset({"libc6"}), suite="bookworm")
    assert str(raised.value) == (
        "every package must be one of the 1 of 'bookworm', got others.\n"
        "  'a|b'\n"
        "  'c'\n"
        'Correct the name in `packages`, or give alternatives as "new-name|old-name".'
    )


def test_says_what_to_do_without_apt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Other distributions get an instruction, not a traceback."""
    monkeypatch.setenv("PATH", "/nonexistent")
    assert main(["--output", str(tmp_path)]) == 2
    assert capsys.readouterr().err == (
        "debian_base: the base image is made with apt-get, apt-cache, dpkg-deb, "
        "got a PATH without ['apt-get', 'apt-cache', 'dpkg-deb'].\n"
        "Run Bazel on Debian or Ubuntu or by ./bazelw, whose root has them, "
        "or build targets that do not need this base image.\n"
    )


def test_quotes_what_failed() -> None:
    """The end of what a program said is in the message."""
    with pytest.raises(DebianError) as raised:
        archive.run(["sh", "-c", "echo one; echo two >&2; exit 3"], what="x: apt-get update")
    assert str(raised.value).startswith(
        "x: apt-get update must succeed, got exit status 3.\n  one\n  two\n"
    )


def test_lists_packages_sorted() -> None:
    """The list is read by people."""
    assert list(PYTHON_RUNTIME_PACKAGES) == sorted(set(PYTHON_RUNTIME_PACKAGES))
