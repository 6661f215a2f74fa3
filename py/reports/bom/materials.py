"""What goes into a bill of materials: the interpreter and the packages of an image.

Code of the repository itself is the image's own, and what a base holds stands in its package
database, which scanners read.
"""

import dataclasses
import hashlib
import uuid
from collections.abc import Iterable, Mapping, Sequence

from layers.graph import Graph
from layers.records import ListingEntry
from packageurl import PackageURL

from reports.model import Image, Layer
from reports.model.keys import Keys
from reports.model.licenses import identified
from reports.model.packages import Package, packages_of

_NAMESPACE = uuid.UUID("8b1f4c0e-5a35-5d0a-9a0e-2f6a3a3b7d11")
"""Of documents made here: the same image, the same document."""


HASH_OF = "sha256sum of its files, sorted by path"
"""What a hash in the bill is of."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Material:
    """One component of the bill."""

    name: str
    version: str
    purl: str
    """https://github.com/package-url/purl-spec"""

    licenses: tuple[str, ...]
    """Identifiers or expressions of SPDX, or words of their own."""

    sha256: str
    """Hex, of what `sha256sum` prints of its files from the image's root, sorted by their paths:
    the wheel itself is no longer there, and rules_python leaves out its RECORD."""

    is_package: bool
    """From PyPI; else the interpreter."""

    layers: tuple[str, ...]
    """Digests of the layers that hold it."""

    label: str
    entries: tuple[ListingEntry, ...]


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Bill:
    """What an image consists of."""

    name: str
    version: str
    """A digest over its layers."""

    number: uuid.UUID
    materials: tuple[Material, ...]
    """By name; each purl once."""

    depends_on: Mapping[str, Sequence[str]]
    """Purls by the purl of what names them; empty where dependencies are not known."""


def bill_of(image: Image) -> Bill:
    """Returns what an image consists of; reads all its layers.

    Raises:
        LayersError: if a layer cannot be read.
    """
    by_purl: dict[str, Material] = {}
    for material in (*_interpreters(image), *(_package(image, p) for p in packages_of(image))):
        by_purl.setdefault(material.purl, material)
    materials = tuple(by_purl.values())
    keys = Keys(image.layers)
    version = str(uuid.uuid5(_NAMESPACE, " ".join(map(keys.of, image.layers))))
    return Bill(
        name=image.binary or image.source,
        version=version,
        number=uuid.uuid5(_NAMESPACE, f"{image.title} {version}"),
        materials=materials,
        depends_on=_dependencies(image, materials),
    )


def _interpreters(image: Image) -> list[Material]:
    return [
        Material(
            name="python",
            version=layer.component.version,
            purl=PackageURL("generic", None, "python", layer.component.version).to_string(),
            licenses=("PSF-2.0",),
            sha256=_sum(layer.contents.entries),
            is_package=False,
            layers=_digests([layer]),
            label=layer.component.label,
            entries=tuple(layer.contents.entries),
        )
        for layer in image.layers
        if layer.origin == "interpreter"
    ]


def _package(image: Image, package: Package) -> Material:
    return Material(
        name=package.name,
        version=package.version,
        purl=PackageURL("pypi", None, package.name, package.version or None).to_string(),
        licenses=tuple(identified(package.licenses)),
        sha256=_sum(package.entries),
        is_package=True,
        layers=_digests(image.layers[n] for n in package.positions),
        label=package.label,
        entries=package.entries,
    )


def _digests(layers: Iterable[Layer]) -> tuple[str, ...]:
    """Returns the digests that are known: a report may be made without its layers."""
    return tuple(layer.descriptor.digest for layer in layers if layer.descriptor.digest)


def _sum(entries: Iterable[ListingEntry]) -> str:
    lines = sorted((entry.dest, entry.sha256) for entry in entries if entry.sha256)
    text = "".join(f"{sha256}  {dest}\n" for dest, sha256 in lines)
    return hashlib.sha256(text.encode(errors="surrogateescape")).hexdigest()


def _dependencies(image: Image, materials: Sequence[Material]) -> dict[str, list[str]]:
    graph = Graph(image.binary, image.targets)
    purl_by_label = {one.label: one.purl for one in materials if one.label in graph}
    found: dict[str, list[str]] = {}
    for label, purl in purl_by_label.items():
        for namer in graph.named_by(label):
            if namer in purl_by_label:
                found.setdefault(purl_by_label[namer], []).append(purl)
    return found
