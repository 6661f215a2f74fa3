"""Layers over each other, and layers that must not be."""

import os
import stat
from collections.abc import Sequence
from pathlib import Path

import pytest

from e2e.containers import ContainerError, subject
from e2e.containers.image import read_image
from e2e.containers.unpack import remove, unpack


def _unpacked(tmp_path: Path, *layers: Sequence[subject.Member], suffix: str = "") -> Path:
    tars = [(subject.tar(members), suffix) for members in layers]
    layout = subject.write_layout(tmp_path / "layout", tars, {})
    unpack(read_image(layout).layers, tmp_path / "root")
    return tmp_path / "root"


@pytest.mark.parametrize("suffix", ["", "+gzip", "+zstd"])
def test_reads_every_compression_in_parts(tmp_path: Path, suffix: str) -> None:
    """A layer of several frames is read to its end."""
    content = os.urandom(300_000)
    root = _unpacked(tmp_path, [("a/b", content), ("./c", b"last")], suffix=suffix)
    assert (root / "a/b").read_bytes() == content
    assert (root / "c").read_bytes() == b"last"


def test_follows_links_of_the_root_inside_the_root(tmp_path: Path) -> None:
    """A dest below a link of a lower layer lands where the link leads in the image."""
    base = [("usr/lib", None), ("lib", "usr/lib"), ("abs", "/usr/lib"), ("up", "../../usr")]
    root = _unpacked(tmp_path, base, [("lib/one", b"1"), ("abs/two", b"2"), ("up/three", b"3")])
    assert {path.name for path in (root / "usr/lib").iterdir()} == {"one", "two"}
    assert (root / "usr/three").read_bytes() == b"3"


def test_upper_layer_replaces(tmp_path: Path) -> None:
    """As in real runtimes, a directory over a link replaces the link."""
    lower: list[subject.Member] = [
        ("usr/lib/x", b""),
        ("lib", "usr/lib"),
        ("file", b"old"),
        ("tree/x", b""),
    ]
    upper: list[subject.Member] = [("lib", None), ("file", b"new"), ("tree", b"now a file")]
    root = _unpacked(tmp_path, lower, upper)
    assert not (root / "lib").is_symlink()
    assert (root / "file").read_bytes() == b"new"
    assert (root / "tree").is_file()


def test_owner_may_do_what_everybody_may(tmp_path: Path) -> None:
    """A file that only its owner may read is as closed as for any other user."""
    layer = (subject.tar([("private/file", b"")], mode=0o640), "")
    layout = subject.write_layout(tmp_path / "layout", [layer], {})
    root = tmp_path / "root"
    unpack(read_image(layout).layers, root)
    assert stat.S_IMODE((root / "private/file").stat().st_mode) == 0
    remove(root)
    assert not root.exists()


@pytest.mark.parametrize("dest", ["a/.wh.b", ".wh..wh..opq", "../out", "a/../../out"])
def test_refuses_dests(tmp_path: Path, dest: str) -> None:
    """Whiteouts and ways out are errors."""
    with pytest.raises(ContainerError, match="a dest must be a plain path in the image"):
        _unpacked(tmp_path, [(dest, b"")])


def test_refuses_loops(tmp_path: Path) -> None:
    """Links that lead to each other end."""
    with pytest.raises(ContainerError, match="got a loop at 'a'"):
        _unpacked(tmp_path, [("a", "b"), ("b", "a"), ("a/x", b"")])


def test_refuses_changed_blobs(tmp_path: Path) -> None:
    """Every blob is hashed."""
    layout = subject.write_layout(tmp_path / "layout", [(subject.tar([("a", b"")]), "")], {})
    largest = max((layout / "elsewhere").iterdir(), key=lambda blob: blob.stat().st_size)
    largest.write_bytes(b"other")
    with pytest.raises(ContainerError, match="a blob must be what its descriptor says"):
        read_image(layout)


def test_refuses_wrong_diff_id(tmp_path: Path) -> None:
    """The uncompressed bytes are hashed too."""
    layer = read_image(
        subject.write_layout(tmp_path / "layout", [(subject.tar([("a", b"")]), "")], {})
    ).layers[0]
    wrong = type(layer)(src=layer.src, compression="", diff_id="sha256:0")
    with pytest.raises(ContainerError, match="a layer must be what its diff_id says"):
        unpack([wrong], tmp_path / "root")
