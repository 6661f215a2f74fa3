"""The layers together are what pip makes from the same lock, plus the code: file by file.

What is different is in a closed list, with the reason. An entry of the list that nothing needs is
an error too. Needs an index of packages, by the machine's own configuration of pip.
"""

import ast
import hashlib
import re
import sys
import tempfile
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

_DIST_INFO = r"lib/[^/]+/site-packages/[^/]+\.dist-info"

_MISSING = {
    rf"{_DIST_INFO}/RECORD": "rules_python keeps it out of the wheel's target",
    rf"{_DIST_INFO}/REQUESTED": "pip's note of what was asked for by name",
    r"lib64": "a link to lib",
    r"bin/activate(\.csh|\.fish)?|bin/Activate\.ps1": "for interactive shells",
}
"""What a venv has and the image has not: pattern to reason."""

_OTHER = {
    rf"{_DIST_INFO}/INSTALLER": "names who unpacked the wheel",
    r"pyvenv\.cfg": "names the directory of the interpreter",
}
"""What both have, with other bytes. Console scripts are compared by what they do."""

_WINDOWS = "sys.argv[0] = sys.argv[0].removesuffix('.exe')"
"""The statement of pip's console scripts that those of the image do without."""

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
    """The venv of the image; its packages are moved to where its own link to them lies."""
    (link,) = app.glob("venv/lib/python*/site-packages")
    packages = link.parent / link.readlink()
    for directory in (link.parent, app / "venv", packages):
        directory.chmod(0o755)  # unpacked as a stranger would see them
    link.unlink()
    packages.rename(link)
    return _Tree(app / "venv")


@pytest.fixture(scope="module")
def reference() -> Iterator[_Tree]:
    """A venv made by pip."""
    # A short path: where `#!` gets too long, pip's scripts start with a shell.
    with tempfile.TemporaryDirectory(dir="/tmp") as directory:
        dest = Path(directory) / "venv"
        make_venv(dest, _LOCK, _DIRECT)
        yield _Tree(dest)


def test_has_every_file_of_a_venv(image: _Tree, reference: _Tree) -> None:
    """Packages, data and scripts."""
    missing = reference.names - image.names
    assert sorted(missing - _explained(missing, _MISSING)) == []


def test_has_no_file_more(image: _Tree, reference: _Tree) -> None:
    """Namespace packages apart."""
    extra = image.names - reference.names
    namespaces = {name for name in extra if image.bytes_of(name) == _NAMESPACE}
    assert {name.rpartition("/")[2] for name in namespaces} == {"__init__.py"}
    assert sorted(extra - namespaces) == []


def test_has_the_same_bytes(image: _Tree, reference: _Tree) -> None:
    """Of the interpreter too, which `bin/python` leads to."""
    both = (image.names & reference.names) - set(_scripts(image))
    other = {name for name in both if _digest(image, name) != _digest(reference, name)}
    assert sorted(other - _explained(other, _OTHER)) == []
    assert len(both) > 400


def test_scripts_do_the_same(image: _Tree, reference: _Tree) -> None:
    """Each with the interpreter of its own venv."""
    ours = _scripts(image)
    assert "bin/uvicorn" in ours
    for name in ours:
        first, program = _script(image, name)
        assert first == "#!/app/venv/bin/python"
        assert _script(reference, name) == (f"#!{reference.root}/bin/python", program)


def test_has_the_code_and_links_to_the_rest(app: Path) -> None:
    """What is no venv: first-party files, the entry point, and links for runfiles paths."""
    tree = _Tree(app)
    rest = {name for name in tree.names if not name.startswith(("python/", "venv/"))}
    links = {name for name in rest if (app / name).is_symlink()}
    code = {f"runfiles/_main/{name}": Path(name).read_bytes() for name in _CODE}
    assert rest - links == {"bin/hello-fastapi", "runfiles/_repo_mapping", *code}
    assert {name: tree.bytes_of(name) for name in code} == code
    targets = {str((app / name).readlink()) for name in links}
    assert targets == {"../python", "../../venv/site-packages"}


def test_has_the_interpreter(app: Path) -> None:
    """The files of the toolchain, which this test runs on; equal ones may be links."""
    image, toolchain = _Tree(app / "python"), _Tree(Path(sys.executable).parents[1])
    # The interpreter that runs this test writes bytecode beside its sources.
    names = {name for name in toolchain.names if "/__pycache__/" not in name}
    assert sorted(image.names ^ names) == []
    assert [
        name for name in sorted(image.names) if _digest(image, name) != _digest(toolchain, name)
    ] == []


def _digest(tree: _Tree, name: str) -> str:
    return hashlib.sha256(tree.bytes_of(name)).hexdigest()


def _scripts(tree: _Tree) -> list[str]:
    return [
        name
        for name in sorted(tree.names)
        if name.startswith("bin/") and tree.bytes_of(name).startswith(b"#!")
    ]


def _script(tree: _Tree, name: str) -> tuple[str, str]:
    """Returns the first line of a script, and what it does."""
    first, _, text = tree.bytes_of(name).decode().partition("\n")
    program = ast.parse(text)
    for node in ast.walk(program):
        if isinstance(node, ast.If):
            node.body = [each for each in node.body if ast.unparse(each) != _WINDOWS]
    return first, ast.unparse(program)
