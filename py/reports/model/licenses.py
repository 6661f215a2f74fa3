"""What packages say of their licences, in the identifiers of SPDX where that is certain.

Sources: https://spdx.org/licenses/ and
https://packaging.python.org/en/latest/specifications/core-metadata/#classifier
"""

from collections.abc import Sequence

_IDENTIFIER_BY_TEXT = {
    "apache 2.0": "Apache-2.0",
    "apache license 2.0": "Apache-2.0",
    "apache license, version 2.0": "Apache-2.0",
    "mit license": "MIT",
    "the mit license": "MIT",
    "bsd 3-clause": "BSD-3-Clause",
    "bsd 3-clause license": "BSD-3-Clause",
    "3-clause bsd license": "BSD-3-Clause",
    "psf": "PSF-2.0",
}
"""Of the field License, in lower case."""

_GNU = "OSI Approved :: GNU "
_IDENTIFIER_BY_CLASSIFIER = {
    "OSI Approved :: Apache Software License": "Apache-2.0",
    "OSI Approved :: ISC License (ISCL)": "ISC",
    "OSI Approved :: MIT License": "MIT",
    "OSI Approved :: MIT No Attribution License (MIT-0)": "MIT-0",
    "OSI Approved :: Mozilla Public License 1.1 (MPL 1.1)": "MPL-1.1",
    "OSI Approved :: Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "OSI Approved :: Python Software Foundation License": "PSF-2.0",
    "OSI Approved :: The Unlicense (Unlicense)": "Unlicense",
    "OSI Approved :: Zero-Clause BSD (0BSD)": "0BSD",
    "OSI Approved :: zlib/libpng License": "Zlib",
    f"{_GNU}Affero General Public License v3": "AGPL-3.0-only",
    f"{_GNU}Affero General Public License v3 or later (AGPLv3+)": "AGPL-3.0-or-later",
    f"{_GNU}General Public License v2 (GPLv2)": "GPL-2.0-only",
    f"{_GNU}General Public License v2 or later (GPLv2+)": "GPL-2.0-or-later",
    f"{_GNU}General Public License v3 (GPLv3)": "GPL-3.0-only",
    f"{_GNU}General Public License v3 or later (GPLv3+)": "GPL-3.0-or-later",
    f"{_GNU}Lesser General Public License v2 (LGPLv2)": "LGPL-2.0-only",
    f"{_GNU}Lesser General Public License v2 or later (LGPLv2+)": "LGPL-2.0-or-later",
    f"{_GNU}Lesser General Public License v3 (LGPLv3)": "LGPL-3.0-only",
    f"{_GNU}Lesser General Public License v3 or later (LGPLv3+)": "LGPL-3.0-or-later",
}
"""Those that name one licence in one version. "BSD License" names none."""


def identified(texts: Sequence[str]) -> list[str]:
    """Returns what a package says, each once: an identifier or expression of SPDX, or its words.

    Args:
        texts: as of the schema's `Component.licenses`.
    """
    return list(dict.fromkeys(map(_identified, texts)))


def _identified(text: str) -> str:
    known = _IDENTIFIER_BY_CLASSIFIER.get(text) or _IDENTIFIER_BY_TEXT.get(text.lower())
    return known or text
