"""The self-contained index: the same blobs, and no link out of it."""

import hashlib
from pathlib import Path

_LINKED = Path("e2e/platforms/hello-platforms_image")
_COPIED = Path("e2e/platforms/hello-platforms_image.copy")


def _digests(layout: Path) -> dict[str, str]:
    """Returns the digest of what every file of a layout holds."""
    digests = {}
    for path in layout.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
            digests[str(path.relative_to(layout))] = found
    return digests


def test_has_what_the_linked_one_leads_to() -> None:
    copied = _digests(_COPIED)
    assert copied == _digests(_LINKED)
    blobs = {name: digest for name, digest in copied.items() if name.startswith("blobs/")}
    assert blobs == {name: name.rpartition("/")[2] for name in blobs}


def test_is_files() -> None:
    outputs = (
        _COPIED.resolve() if _COPIED.is_symlink() else (_COPIED / "index.json").resolve().parent
    )
    assert [path for path in outputs.rglob("*") if path.is_symlink()] == []
