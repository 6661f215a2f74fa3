"""Writes the files of e2e/migration into docs/migration.md: `python3 -m e2e.consumers`."""

from pathlib import Path

from e2e.consumers.blocks import with_files

_REPOSITORY = Path(__file__).resolve().parents[2]

if __name__ == "__main__":
    document = _REPOSITORY / "docs" / "migration.md"
    document.write_text(with_files(document.read_text(), _REPOSITORY))
