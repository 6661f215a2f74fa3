"""The layers together are what pip makes from the same lock, the code, the interpreter: file by file.

What is different is in a closed list, with the reason. An entry of the list that nothing needs is an
error too. Needs an index of packages, by the machine's own configuration of pip.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from e2e.containers.image import read_image
from e2e.containers.unpack import unpack
from e2e.hello_fastapi.reference import make_venv

_IMAGE = Path("e2e/hello_fastapi/hello-fastapi_image_base")
_LOCK = Path("e2e/requirements.lock.txt")
_DIRECT = ("fastapi", "pydantic", "uvicorn")
_CODE = ("e2e/greeting/greeting.py", "e2e/greeting/motto.txt", "e2e/hello_fastapi/main.py")

_MISSING = {
    r"lib/[^/]+/site-packages/[^/]+\.dist-info/RECORD": "rules_python keeps it out of the wheel's target",
    r"lib/[^/]+/site-packages/[^/]+\.dist-info/REQUESTED": "pip's note of what was asked for by name",
    r"bin/activate(\.csh|\.fish)?|bin/Activate\.ps1": "for interactive shells",
}
"""What a venv has and the image has not: pattern to reason."""

_OTHER = {
    r"lib/[^/]+/site-packages/[^/]+\.dist-info/INSTALLER": "names who unpacked the wheel",
    r"pyvenv\.cfg": "names the directory of the interpreter",
}
"""What both have, with other bytes. Console scripts are compared by what they do."""

_NAMESPACE = b"""\
# __path__ manipulation added by bazelbuild/rules_python to support namespace pkgs.
__path__ = __import__('pkgutil').extend_path(__path__, __name__)
"""
"""What the image has and a venv has not: rules_python writes it as the `__init__.py` of directories
that have none, unless `enable_implicit_namespace_pkgs` is set. Same bytes in every wheel."""


class _Tree:
    """What lies below a directory."""

    def __init__(self, root: Path) -> None:
        """Walks it; links to directories are leaves."""
        self.root = root
        self.names = {str(leaf.relative_to(root)) for leaf in _leaves(root)}

    def bytes_of(self, name: str) -> bytes:
        """Returns the content of a file, also through links."""
        return (self.root / name).read_bytes()

    def digests(self) -> dict[str, str]:
        """Returns the sha256 of every file by its name."""
        return {name: hashlib.sha256(self.bytes_of(name)).hexdigest() for name in self.names}


def _leaves(directory: Path) -> Iterator[Path]:
    for entry in sorted(directory.iterdir()):
        if entry.is_dir() and not entry.is_symlink():
            yield from _leaves(entry)
        else:
            yield entry


def _explained(names: set[str], reasons: Mapping[str, str]) -> set[str]:
    """Returns those names that a pattern allows; every pattern must allow one."""
    found = {
        pattern: {name for name in names if re.fullmatch(pattern, name)} for pattern in reasons
    }
    assert [pattern for pattern, matches in found.items() if not matches] == []
    return set().union(*found.values())


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All layers of the image, one over the other: the directory that is ours."""
    root = tmp_path_factory.mktemp("image") / "root"
    unpack(read_image(_IMAGE).layers, root)
    return root / "app"


@pytest.fixture(scope="module")
def image(app: Path) -> _Tree:
    """The venv of the image."""
    return _Tree(app / "venv")


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> _Tree:
    """A venv made by pip."""
    dest = tmp_path_factory.mktemp("reference") / "venv"
    make_venv(dest, _LOCK, _DIRECT)
    return _Tree(dest)
