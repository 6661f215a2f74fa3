"""A bill of materials in SPDX 2.3, as JSON.

Source: https://spdx.github.io/spdx-spec/v2.3/
"""

import json
import re
from typing import Any

from cyclonedx.spdx import is_expression, is_supported_id

from reports.bom.materials import HASH_OF, Bill, Material

_CREATED = "1970-01-01T00:00:00Z"
_NOT_SAID = "NOASSERTION"
_NAMESPACE = "https://spdx.org/spdxdocs/rules_py_layers-"
_IMAGE = "SPDXRef-image"


def spdx_text(bill: Bill) -> str:
    """Returns the document: one package for the image, and one for each component of it."""
    references = {one.purl: f"SPDXRef-{n}" for n, one in enumerate(bill.materials, start=1)}
    document = {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": bill.name,
        "documentNamespace": f"{_NAMESPACE}{bill.number}",
        "creationInfo": {"created": _CREATED, "creators": ["Tool: rules_py_layers"]},
        "packages": [
            _common(_IMAGE, bill.name, bill.version) | {"primaryPackagePurpose": "CONTAINER"},
            *(_package(one, references[one.purl]) for one in bill.materials),
        ],
        "hasExtractedLicensingInfos": _own_licenses(bill),
        "relationships": [
            _relationship("SPDXRef-DOCUMENT", "DESCRIBES", _IMAGE),
            *(_relationship(_IMAGE, "CONTAINS", one) for one in references.values()),
            *(
                _relationship(references[purl], "DEPENDS_ON", references[name])
                for purl, names in bill.depends_on.items()
                for name in names
            ),
        ],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _common(reference: str, name: str, version: str) -> dict[str, Any]:
    return {
        "SPDXID": reference,
        "name": name,
        **({"versionInfo": version} if version else {}),
        "downloadLocation": _NOT_SAID,
        "filesAnalyzed": False,
        "licenseConcluded": _NOT_SAID,
        "licenseDeclared": _NOT_SAID,
        "copyrightText": _NOT_SAID,
    }


def _package(material: Material, reference: str) -> dict[str, Any]:
    comments = [f"layer {digest}" for digest in material.layers]
    comments.append(f"checksum of the {HASH_OF}")
    checksum = {"algorithm": "SHA256", "checksumValue": material.sha256}
    return _common(reference, material.name, material.version) | {
        "licenseDeclared": _declared(material),
        "checksums": [checksum],
        "comment": "; ".join(comments),
        "externalRefs": [
            {
                "referenceCategory": "PACKAGE-MANAGER",
                "referenceType": "purl",
                "referenceLocator": material.purl,
            }
        ],
    }


def _declared(material: Material) -> str:
    """Returns an expression; words that are none of SPDX's get a name of their own in it."""
    terms = [text if _is_spdx(text) else _license_name(text) for text in material.licenses]
    several = len(terms) > 1
    joined = [f"({term})" if several and " " in term else term for term in terms]
    return " AND ".join(joined) or _NOT_SAID


def _own_licenses(bill: Bill) -> list[dict[str, str]]:
    texts = {text for one in bill.materials for text in one.licenses if not _is_spdx(text)}
    return [
        {"licenseId": _license_name(text), "name": text, "extractedText": text}
        for text in sorted(texts)
    ]


def _is_spdx(text: str) -> bool:
    return bool(is_supported_id(text) or is_expression(text))


def _license_name(text: str) -> str:
    return f"LicenseRef-{re.sub(r'[^A-Za-z0-9.]+', '-', text).strip('-') or 'unnamed'}"


def _relationship(one: str, kind: str, other: str) -> dict[str, str]:
    return {"spdxElementId": one, "relationshipType": kind, "relatedSpdxElement": other}
