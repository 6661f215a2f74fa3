"""What the writer says of sources that it cannot read as they are."""

import os
import socket
from pathlib import Path
from typing import Any

import pytest
from layer_fixtures import error_of, header, put
from layers.errors import ManifestError
from layers.tree import contents
from layers.tree.leaves import FileLeaf

Capsys = pytest.CaptureFixture[str]

GONE = "Build its target again: the file is gone, not readable, or a link that leads nowhere.\n"
DROP = "Drop it from the target that owns it: a layer holds files, links and directories.\n"


@pytest.fixture(autouse=True)
def _in_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("generated", [True, False])
def test_a_source_that_is_gone(capsys: Capsys, *, generated: bool) -> None:
    Path("dangling").symlink_to(Path("nowhere").resolve())
    entries: list[dict[str, Any]] = [
        {"dest": "a", "src": "gone", "generated": generated},
        {"dest": "b", "src": "dangling", "generated": generated},
    ]
    assert error_of(capsys, header(), *entries) == "".join(
        f"{src}: expected a file that can be read, got 'No such file or directory'.\n"
        f"  dest '{dest}'\n{GONE}"
        for src, dest in (("gone", "a"), ("dangling", "b"))
    )


def test_sources_that_are_no_files(capsys: Capsys, tmp_path: Path) -> None:
    os.mkfifo("fifo")
    with socket.socket(socket.AF_UNIX) as server:
        os.chdir(tmp_path)
        server.bind("socket")
        entries: list[dict[str, Any]] = [
            {"dest": "a", "src": "fifo"},
            {"dest": "b", "src": "socket"},
            {"dest": "c", "src": "/dev/null"},
        ]
        assert error_of(capsys, header(), *entries) == "".join(
            f"{src}: expected a file or a directory of files, got a {kind}.\n"
            f"  dest '{dest}'\n{DROP}"
            for src, kind, dest in (
                ("fifo", "fifo", "a"),
                ("socket", "socket", "b"),
                ("/dev/null", "device", "c"),
            )
        )


def test_a_fifo_and_a_dangling_link_in_a_directory(capsys: Capsys) -> None:
    put("tree/a")
    os.mkfifo("tree/fifo")
    put("tree2/a")
    Path("tree2/link").symlink_to("nowhere")
    entries: list[dict[str, Any]] = [{"dest": "t", "src": "tree"}, {"dest": "u", "src": "tree2"}]
    assert error_of(capsys, header(), *entries) == (
        "tree/fifo: expected a file or a directory of files, got a fifo.\n"
        f"  dest 't'\n{DROP}"
        "tree2/link: expected a file that can be read, got 'No such file or directory'.\n"
        f"  dest 'u'\n{GONE}"
    )


def test_a_link_to_itself_in_a_directory(capsys: Capsys) -> None:
    Path("tree").mkdir()
    Path("tree/link").symlink_to("link")
    assert error_of(capsys, header(), {"dest": "t", "src": "tree"}) == (
        "tree/link: expected a file that can be read, got 'Too many levels of symbolic links'.\n"
        f"  dest 't'\n{GONE}"
    )


def test_a_directory_that_holds_itself(capsys: Capsys) -> None:
    put("tree/d/f")
    Path("tree/d/up").symlink_to("..")
    assert error_of(capsys, header(), {"dest": "t", "src": "tree"}) == (
        "tree/d/up: expected a directory that does not hold itself, got a loop.\n"
        "  dest 't'\nDrop the link to the directory above it from what makes the directory.\n"
    )


def test_a_name_on_disk_that_is_not_utf8(capsys: Capsys) -> None:
    Path("tree").mkdir()
    with open(b"tree/\xff", "wb"):
        pass
    error = error_of(capsys, header(), {"dest": "t", "src": "tree"})
    os.unlink(b"tree/\xff")  # whoever clears the directory may not be able to name it
    assert error == (
        "tree/\\xff: expected a name that is UTF-8, got b'\\xff'.\n"
        "  dest 't'\nRename the file: names in a layer are UTF-8.\n"
    )


def test_a_link_target_that_is_not_utf8(capsys: Capsys) -> None:
    os.symlink(b"\xff", b"l")
    assert "l: expected a name that is UTF-8, got b'\\xff'." in error_of(
        capsys, header(), {"dest": "l", "src": "l", "generated": True}
    )


@pytest.mark.parametrize("told", [-1, 1])
def test_a_file_that_changes_while_it_is_read(told: int, monkeypatch: pytest.MonkeyPatch) -> None:
    put("x", b"12345")
    real = os.fstat

    def fstat(fd: int) -> os.stat_result:
        fields = list(real(fd))
        fields[6] += told
        return os.stat_result(fields)

    monkeypatch.setattr(os, "fstat", fstat)
    with pytest.raises(ManifestError) as error:
        contents.bytes_of(FileLeaf(dest="d", component=0, src="x"))
    assert str(error.value) == (
        f"x: expected {5 + told} bytes until the layer is written, got another size.\n"
        "  dest 'd'\n"
        "Something writes the file while it is read: stop that, and build again."
    )


def test_a_source_that_cannot_be_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    put("x")

    def readv(_fd: int, _buffers: object) -> int:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "readv", readv)
    with pytest.raises(ManifestError, match="got 'Input/output error'"):
        contents.bytes_of(FileLeaf(dest="d", component=0, src="x"))


def test_a_source_that_became_a_fifo_does_not_block() -> None:
    os.mkfifo("x")
    with pytest.raises(ManifestError, match="got a fifo"):
        contents.bytes_of(FileLeaf(dest="d", component=0, src="x"))
