import dataclasses
from pathlib import Path

import pytest

from bench.generated import shape as shapes
from bench.generated.shape import MONOREPO
from bench.generated.workspace import module_of, write_workspace

_SMALL = dataclasses.replace(MONOREPO, name="small", packages=6, files=2, libraries=20, images=3)


def _reached(image: int) -> set[int]:
    """Libraries of an image, those of libraries with them."""
    found: set[int] = set()
    ahead = shapes.libraries_of_image(MONOREPO, image)
    while ahead:
        library = ahead.pop()
        if library not in found:
            found.add(library)
            ahead += shapes.libraries_of_library(MONOREPO, library)
    return found


def _packages(image: int) -> set[int]:
    libraries = _reached(image)
    return {each for library in libraries for each in shapes.packages_of_library(MONOREPO, library)}


def test_libraries_depend_on_lower_ones_alone() -> None:
    for library in range(MONOREPO.libraries):
        assert all(each < library for each in shapes.libraries_of_library(MONOREPO, library))


def test_images_overlap_and_differ() -> None:
    for image in range(1, MONOREPO.images):
        one, other = _packages(image - 1), _packages(image)
        assert len(one & other) > 20
        assert one != other


def test_every_package_is_in_some_image() -> None:
    used = set().union(*map(_packages, range(MONOREPO.images)))
    assert len(used) > 0.9 * MONOREPO.packages


def test_workspace_has_what_the_shape_says(tmp_path: Path) -> None:
    write_workspace(tmp_path / "w", _SMALL, Path("/rules"))
    assert len(list((tmp_path / "w/packages").iterdir())) == 6
    assert len(list((tmp_path / "w/packages").rglob("*.py"))) == 12
    assert len(list((tmp_path / "w/libraries").rglob("BUILD.bazel"))) == 20
    assert len(list((tmp_path / "w/images").rglob("BUILD.bazel"))) == 3


@pytest.mark.parametrize("size", [300, 10_000])
def test_edits_are_undone_and_nothing_else_is_touched(tmp_path: Path, size: int) -> None:
    shape = dataclasses.replace(_SMALL, file_bytes=size)
    write_workspace(tmp_path / "w", shape, Path("/rules"))
    edited, other = (module_of(tmp_path / "w", package) for package in (1, 2))
    assert edited.stat().st_size == size
    content, touched = edited.read_bytes(), other.stat().st_mtime_ns
    edited.write_bytes(content + b"# An edit\n")
    write_workspace(tmp_path / "w", shape, Path("/rules"))
    assert edited.read_bytes() == content
    assert other.stat().st_mtime_ns == touched


def test_another_shape_leaves_nothing_of_the_old_one(tmp_path: Path) -> None:
    write_workspace(tmp_path / "w", _SMALL, Path("/rules"))
    fewer = dataclasses.replace(_SMALL, packages=2, libraries=4, images=1)
    write_workspace(tmp_path / "w", fewer, Path("/rules"))
    assert len(list((tmp_path / "w/packages").iterdir())) == 2
    assert len(list((tmp_path / "w/images").iterdir())) == 1
