"""A bill of materials in CycloneDX 1.6, as JSON.

Source: https://cyclonedx.org/docs/1.6/json/
"""

import datetime as dt
from collections.abc import Iterable

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import DisjunctiveLicense, License, LicenseExpression
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from reports.bom.materials import HASH_OF, Bill, Material

_PREFIX = "rules_py_layers:"
_CREATED = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
"""The same image, the same document: as all times in an image."""


def cyclonedx_text(bill: Bill, *, files: bool) -> str:
    """Returns the document.

    Args:
        bill: what an image consists of.
        files: also each file of a component, with its hash.
    """
    bom = Bom(serial_number=bill.number)
    bom.metadata.timestamp = _CREATED
    image = Component(
        name=bill.name, type=ComponentType.CONTAINER, version=bill.version, bom_ref="image"
    )
    bom.metadata.component = image
    by_purl = {one.purl: _component(one, files=files) for one in bill.materials}
    for component in by_purl.values():
        bom.components.add(component)
    bom.register_dependency(image, by_purl.values())
    for purl, names in bill.depends_on.items():
        bom.register_dependency(by_purl[purl], [by_purl[name] for name in names])
    text: str = JsonV1Dot6(bom).output_as_string(indent=2)
    return text + "\n"


def _component(material: Material, *, files: bool) -> Component:
    properties = [Property(name=f"{_PREFIX}layer", value=digest) for digest in material.layers]
    properties.append(Property(name=f"{_PREFIX}hash_of", value=HASH_OF))
    if material.label:
        properties.append(Property(name=f"{_PREFIX}label", value=material.label))
    return Component(
        name=material.name,
        version=material.version or None,
        type=ComponentType.LIBRARY if material.is_package else ComponentType.APPLICATION,
        bom_ref=material.purl,
        purl=PackageURL.from_string(material.purl),
        licenses=_licenses(material.licenses),
        hashes=[_hash(material.sha256)],
        properties=properties,
        components=_files(material) if files else [],
    )


def _licenses(texts: Iterable[str]) -> list[License]:
    """One expression, or a list of licences: CycloneDX allows no mixture."""
    factory = LicenseFactory()
    made = [factory.make_from_string(text) for text in texts]
    if len(made) > 1:
        return [
            DisjunctiveLicense(name=one.value) if isinstance(one, LicenseExpression) else one
            for one in made
        ]
    return made


def _files(material: Material) -> list[Component]:
    return [
        Component(
            name=entry.dest,
            type=ComponentType.FILE,
            bom_ref=f"{material.purl}#{entry.dest}",
            hashes=[_hash(entry.sha256)],
        )
        for entry in material.entries
        if entry.sha256
    ]


def _hash(sha256: str) -> HashType:
    return HashType(alg=HashAlgorithm.SHA_256, content=sha256)
