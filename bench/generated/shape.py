"""How large a generated workspace is, and which of its parts depend on which."""

import dataclasses


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Shape:
    """A workspace of packages, libraries that use packages, and images that use libraries."""

    name: str
    """Of its directory."""

    packages: int
    files: int
    """Of a package, metadata apart."""

    file_bytes: int
    """Of each file of a package. Above 4 KiB it is random and no compressor gains on it."""

    libraries: int
    images: int

    libraries_of_image: int
    """That an image names itself; those of these come with them."""

    budget: int
    """The most layers of an image."""


MONOREPO = Shape(
    name="monorepo",
    packages=200,
    files=20,
    file_bytes=300,
    libraries=1000,
    images=100,
    libraries_of_image=30,
    budget=60,
)


def _one_image(name: str, *, packages: int, file_bytes: int) -> Shape:
    """A workspace with one image of packages alone, of one file each."""
    return Shape(
        name=name,
        packages=packages,
        files=1,
        file_bytes=file_bytes,
        libraries=0,
        images=1,
        libraries_of_image=0,
        budget=120,
    )


TWO_HUNDRED = _one_image("two_hundred", packages=200, file_bytes=1000)
HUNDRED_SMALL = _one_image("hundred_small", packages=100, file_bytes=1000)
HUNDRED_LARGE = _one_image("hundred_large", packages=100, file_bytes=30_000_000)


def packages_of_library(shape: Shape, library: int) -> list[int]:
    """Returns the packages that a library names: two, the first ones more often than the last."""
    if not shape.packages:
        return []
    popular = library * 7 % max(1, shape.packages // 4)
    return sorted({popular, library * 13 % shape.packages})


def libraries_of_library(shape: Shape, library: int) -> list[int]:
    """Returns the libraries that a library names: up to two, with lower numbers.

    A tenth of the libraries stand at the bottom, and every chain is short: a library's dependencies
    have at most half its number.
    """
    if library < max(1, shape.libraries // 10):
        return []
    return sorted({library // 2, library * 3 // 7})


def libraries_of_image(shape: Shape, image: int) -> list[int]:
    """Returns the libraries that an image names: half are the same in all, half its own."""
    if not shape.libraries:
        return []
    half = shape.libraries_of_image // 2
    first = image * shape.libraries // shape.images
    common = {shape.libraries * index // half for index in range(half)}
    return sorted(common | {(first + index) % shape.libraries for index in range(half)})


def packages_of_image(shape: Shape, image: int) -> list[int]:
    """Returns the packages that an image names itself: all, where no library names any."""
    return [] if shape.libraries or image else list(range(shape.packages))
