"""What the tests of bazelw share."""

import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))


class Programs:
    """A folder of programs that stand first on PATH."""

    def __init__(self, folder: pathlib.Path) -> None:
        """Makes the folder."""
        self.folder = folder
        folder.mkdir()

    def add(self, name: str, script: str) -> pathlib.Path:
        """Adds a shell script."""
        dest = self.folder / name
        dest.write_text(f"#!/bin/sh\n{script}\n")
        dest.chmod(0o755)
        return dest


@pytest.fixture
def programs(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> Programs:
    """Programs of the test's own before the machine's."""
    made = Programs(tmp_path / "programs")
    monkeypatch.setenv("PATH", f"{made.folder}:/usr/bin:/bin")
    return made
