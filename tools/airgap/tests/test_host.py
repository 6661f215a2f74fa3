"""What the machine must be and have, and the messages when it is not so."""

import os
import pathlib
import platform
import shutil
import types

import pytest
from airgap import host
from airgap.errors import AirgapError
from conftest import Programs

MAIN = "http://mirror.test/debian/|bookworm|bookworm|main"
UPDATES = "http://mirror.test/debian/|bookworm-updates|bookworm-updates|main"
SECURITY = "http://mirror.test/security/|bookworm-security|bookworm-security|main"
OTHER = "http://other.test/apt|cloud-sdk-bookworm|cloud-sdk-bookworm|main"
FOREIGN = "http://other.test/node|nodistro|bookworm|nonfree"


def test_mirror_is_the_one_of_the_own_release() -> None:
    targets = [OTHER, SECURITY, UPDATES, MAIN]
    assert host.choose_mirror(targets, "bookworm") == "http://mirror.test/debian/"


@pytest.mark.parametrize("codename", ["", "$(CODENAME)"])
def test_mirror_before_the_first_update(codename: str) -> None:
    targets = [f"http://mirror.test/debian/|bookworm|{codename}|main"]
    assert host.choose_mirror(targets, "bookworm") == "http://mirror.test/debian/"


@pytest.mark.parametrize("suite", ["stable", "oldstable", "testing"])
def test_mirror_named_by_suite(suite: str) -> None:
    listed = [f"http://mirror.test/debian/|{suite}|bookworm|main"]
    fresh = [f"http://mirror.test/debian/|{suite}||main"]
    assert host.choose_mirror(listed, "bookworm") == "http://mirror.test/debian/"
    assert host.choose_mirror(fresh, "bookworm") == "http://mirror.test/debian/"


def test_no_mirror() -> None:
    with pytest.raises(AirgapError) as raised:
        host.choose_mirror([OTHER, FOREIGN], "bookworm")
    assert str(raised.value) == (
        "bazelw apt sources: a mirror with component 'main' of 'bookworm' must be there, "
        "got none.\n"
        "  http://other.test/apt|cloud-sdk-bookworm|cloud-sdk-bookworm|main\n"
        "  http://other.test/node|nodistro|bookworm|nonfree\n"
        "Add the line `deb MIRROR bookworm main` to a file in /etc/apt/sources.list.d."
    )


def test_no_source_at_all() -> None:
    with pytest.raises(AirgapError, match="  apt lists no source at all"):
        host.choose_mirror([], "bookworm")


def test_find_mirror_asks_apt(programs: Programs) -> None:
    programs.add("apt-get", f'[ "$1" = indextargets ] && echo "{MAIN}"')
    assert host.find_mirror("bookworm") == "http://mirror.test/debian/"


def test_machine_without_apt_is_no_debian(tmp_path: pathlib.Path) -> None:
    os_release = tmp_path / "os-release"
    os_release.write_text('NAME="Ubuntu"\nID=ubuntu\nVERSION_CODENAME=noble\n')
    with pytest.raises(AirgapError) as raised:
        host.check_kind(os_release)
    assert str(raised.value) == (
        f"bazelw {os_release}: without a Bazel on PATH the distribution must be Debian, "
        "got ID='ubuntu'.\n"
        "Install bazelisk as `bazel` on PATH: https://github.com/bazelbuild/bazelisk"
    )


def test_other_cpu(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os_release = tmp_path / "os-release"
    os_release.write_text('ID=debian # own\nPRETTY_NAME="Debian 12"\nVERSION_CODENAME=bookworm\n')
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    with pytest.raises(AirgapError) as raised:
        host.check_kind(os_release)
    assert str(raised.value) == (
        "bazelw: without a Bazel on PATH the CPU must be one of ('x86_64', 'aarch64'), "
        "got 'riscv64'.\n"
        "Install bazelisk as `bazel` on PATH: https://github.com/bazelbuild/bazelisk"
    )
    monkeypatch.setattr(platform, "machine", lambda: "aarch64")
    assert host.check_kind(os_release) == "bookworm"


def test_no_room(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: types.SimpleNamespace(free=123456789))
    with pytest.raises(AirgapError) as raised:
        host.check_room(tmp_path)
    assert str(raised.value) == (
        f"bazelw {tmp_path}: 4000000000 bytes must be free for the set-up, got 123456789.\n"
        "Free some, or set XDG_CACHE_HOME to a folder on a larger disk."
    )


@pytest.fixture
def bare(programs: Programs, monkeypatch: pytest.MonkeyPatch) -> Programs:
    """A machine that has neither program."""
    monkeypatch.setenv("PATH", str(programs.folder))
    return programs


def test_ordinary_user_is_told_what_to_install(
    bare: Programs,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(AirgapError) as raised:
        host.provide_tools()
    assert str(raised.value) == (
        "bazelw: mmdebstrap and bwrap must be on PATH for the set-up, "
        "got neither them nor the rights to install them.\n"
        "Run: apt-get install mmdebstrap bubblewrap"
    )
    bare.add("mmdebstrap", ":")
    with pytest.raises(AirgapError, match=r"Run: apt-get install bubblewrap$"):
        host.provide_tools()


def test_root_installs_and_updates_if_needed(
    bare: Programs,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    log = bare.folder / "log"
    bare.add(
        "apt-get", f'echo "$@" >> {log}; [ -e {log}.updated ] || [ "$1" = update ] || exit 100'
    )
    bare.add("bwrap", ":")
    with pytest.raises(AirgapError):
        host.provide_tools()
    assert log.read_text() == (
        "-y --no-install-recommends install mmdebstrap\n"
        "update\n"
        "-y --no-install-recommends install mmdebstrap\n"
    )
    log.unlink()
    (bare.folder / "log.updated").touch()
    host.provide_tools()
    assert log.read_text() == "-y --no-install-recommends install mmdebstrap\n"


def test_apt_fails(bare: Programs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    bare.add("apt-get", "echo 'E: Unable to locate package mmdebstrap'; exit 100")
    with pytest.raises(AirgapError) as raised:
        host.provide_tools()
    assert str(raised.value) == (
        "bazelw apt-get -y --no-install-recommends install mmdebstrap bubblewrap: "
        "must install what the set-up needs, got exit status 100.\n"
        "  E: Unable to locate package mmdebstrap\n"
        "Repair the apt sources or the network of this machine, "
        "or install mmdebstrap bubblewrap by other means."
    )
