"""A self-contained layout: the same image, with files where links were."""

import errno
import os
from pathlib import Path

import pytest
from image_fixtures import BaseLayout, blob_of, manifest_of, write_image, write_layer
from layers.errors import ImageError

PY = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def _in_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_copy_has_the_same_image_and_no_links() -> None:
    layers = (write_layer("one"), write_layer("two"))
    base = BaseLayout()
    base.index(base.manifest())
    linked = (write_image(*layers, options=["--base=base"]) / "index.json").read_bytes()

    out = write_image(*layers, options=["--base=base", "--copy"])

    assert (out / "index.json").read_bytes() == linked
    assert not [path for path in out.rglob("*") if path.is_symlink()]


@pytest.mark.parametrize("given", [0, 10], ids=["at once", "after ten bytes"])
@pytest.mark.parametrize("error", [OSError(errno.EXDEV, "two disks"), None], ids=["error", "end"])
def test_a_copy_that_the_kernel_gives_up(
    monkeypatch: pytest.MonkeyPatch, error: OSError | None, given: int
) -> None:
    layer = write_layer("one")
    counts = iter([given])

    def copy_file_range(source: int, target: int, _: int) -> int:
        count = next(counts, 0)
        if not count and error:
            raise error
        return os.write(target, os.read(source, count))

    monkeypatch.setattr(os, "copy_file_range", copy_file_range)

    out = write_image(layer, options=["--copy"])

    assert blob_of(out, manifest_of(out)["layers"][0]).read_bytes() == Path(layer.tar).read_bytes()


def test_a_copy_where_the_system_cannot_share(monkeypatch: pytest.MonkeyPatch) -> None:
    layer = write_layer("one")
    monkeypatch.delattr(os, "copy_file_range")

    out = write_image(layer, options=["--copy"])

    assert blob_of(out, manifest_of(out)["layers"][0]).read_bytes() == Path(layer.tar).read_bytes()


def test_a_layer_to_copy_that_is_missing() -> None:
    layer = write_layer("one")
    Path(layer.tar).unlink()

    with pytest.raises(ImageError) as raised:
        write_image(layer, options=["--copy"])

    assert str(raised.value) == (
        "image out: expected every layer that is to be copied, got 1 that are missing.\n"
        "  bin/one.tar.gz\n"
        "Make the layers inputs of the action that copies them."
    )
    assert list(Path("out").iterdir()) == []
