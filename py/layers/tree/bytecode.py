"""Bytecode of a layer's modules, so that a program starts without compiling what it imports.

A module gets what its first import would write, in PEP 552's form that is never compared with the
source: times in an image mean nothing, and nothing may be written at start.

Sources: https://peps.python.org/pep-3147/ (names), https://peps.python.org/pep-0552/ (the head)
"""

from __future__ import annotations

import importlib.util
import marshal
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

from layers.dests import joined, parents
from layers.errors import BytecodeError
from layers.record import Record
from layers.serving.request import stop_if_cancelled
from layers.tree import compiler
from layers.tree.contents import bytes_of
from layers.tree.leaves import FileLeaf, LinkLeaf, Tree
from layers.tree.scripts import with_shebang

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from layers.tree.leaves import Leaf

_IMPORTABLE = ("python/lib/", "runfiles/", "venv/site-packages/")
"""Directories that modules are imported from, or that others below are."""

_UNCHECKED = (1).to_bytes(4, "little")

_BATCH_SIZE = 2 << 20
"""Bytes of source that one process compiles: about a second."""

_FLAGS = ("-s", "-P", "-S", "-B", "-X", "utf8", "-W", "ignore")
"""Nothing of the user's, as of the tool itself, but with a hash seed, which `-I` would ignore."""

_START = "import marshal, sys; exec(marshal.load(sys.stdin.buffer))"

_SHOWN_LINES = 5

_CORES = os.cpu_count() or 1

_processes = threading.BoundedSemaphore(_CORES)
"""How many compile at once, over all requests of a worker."""


def with_bytecode(tree: Tree, x_y: str) -> Tree:
    """Returns a tree with bytecode beside its modules.

    A module that does not compile, such as a template or one for Python 2, gets none, as pip does
    it; neither does one whose bytecode the layer holds already.

    Args:
        tree: each dest once.
        x_y: of the image's interpreter.

    Raises:
        BytecodeError: if this interpreter is not of that version.
        ManifestError: if a source cannot be read.
    """
    _check_interpreter(tree, x_y)
    made = [
        FileLeaf(dest=module.dest, component=module.leaf.component, text=module.head + code)
        for module, code in _compiled(_batches(tree))
        if code is not None
    ]
    return tree.replace(leaves=tuple(sorted((*tree.leaves, *made), key=lambda leaf: leaf.dest)))


def _check_interpreter(tree: Tree, x_y: str) -> None:
    wanted, found = f"cpython-{x_y.replace('.', '')}", sys.implementation.cache_tag
    if wanted != found:
        raise BytecodeError(
            f"bytecode: expected Python {x_y} on the exec platform, as in the image, "
            f"got {sys.implementation.name} {sys.version.split()[0]}",
            evidence=[f"layer of {tree.layer.label or tree.layer.name}: {wanted!r}, got {found!r}"],
            fix=f"Register a Python {x_y} that the exec platform can run as the default toolchain: "
            f'python.toolchain(is_default = True, python_version = "{x_y}"), '
            "or build with --@rules_py_layers//layering:bytecode=none.",
        )


class _Module(Record):
    leaf: Leaf
    """A file, or a link to one of the same layer: an import goes by the name of the link."""

    name: str
    """Where it is in the image, absolute."""

    dest: str
    """Of its bytecode."""

    source: bytes

    @property
    def head(self) -> bytes:
        """What stands before the code: https://peps.python.org/pep-0552/."""
        source_hash = importlib.util.source_hash(self.source)
        return importlib.util.MAGIC_NUMBER + _UNCHECKED + source_hash


def _modules(tree: Tree) -> Iterator[_Module]:
    """Yields the modules without bytecode, in the order of their dests."""
    leaf_by_dest = {leaf.dest: leaf for leaf in tree.leaves}
    for dest, leaf in sorted(leaf_by_dest.items()):
        if not (dest.endswith(".py") and dest.startswith(_IMPORTABLE)):
            continue
        file = leaf_by_dest.get(joined(dest, leaf.target)) if isinstance(leaf, LinkLeaf) else leaf
        directory, _, name = dest.rpartition("/")
        pyc = f"{directory}/__pycache__/{name[:-3]}.{sys.implementation.cache_tag}.pyc"
        if isinstance(file, FileLeaf) and leaf_by_dest.keys().isdisjoint((pyc, *parents(pyc))):
            stop_if_cancelled()
            source = _source_of(file)
            yield _Module(leaf=leaf, name=f"/{tree.root}/{dest}", dest=pyc, source=source)


def _source_of(file: FileLeaf) -> bytes:
    """Returns the bytes of a module as they are in the layer."""
    source = bytes_of(file)
    return with_shebang(source, file.dest, file.shebang) if file.shebang else source


def _batches(tree: Tree) -> Iterator[list[_Module]]:
    """Yields what one process compiles each; where it is cut depends on the modules alone."""
    batch: list[_Module] = []
    size = 0
    for module in _modules(tree):
        batch.append(module)
        size += len(module.source)
        if size >= _BATCH_SIZE:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _compiled(batches: Iterable[list[_Module]]) -> Iterator[tuple[_Module, bytes | None]]:
    """Yields modules and their code, in order; `None` where a source does not compile."""
    with ThreadPoolExecutor(_CORES) as executor:
        for batch, codes in executor.map(_compile, batches):
            yield from zip(batch, codes, strict=True)


def _compile(batch: list[_Module]) -> tuple[list[_Module], list[bytes | None]]:
    loader: Any = compiler.__loader__
    program = marshal.dumps(loader.get_code(compiler.__name__))
    files = marshal.dumps([(module.name, module.source) for module in batch])
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    with _processes:
        done = subprocess.run(
            [sys.executable, *_FLAGS, "-c", _START],
            input=program + files,
            env=environment | {"PYTHONHASHSEED": "0"},
            capture_output=True,
            check=False,
        )
    if done.returncode:
        raise BytecodeError(
            f"bytecode: expected a process that compiles {len(batch)} modules, "
            f"got exit code {done.returncode}",
            evidence=[
                f"from {batch[0].leaf.dest} to {batch[-1].leaf.dest}",
                *done.stderr.decode(errors="backslashreplace").splitlines()[-_SHOWN_LINES:],
            ],
            fix="Drop the module that the interpreter cannot compile from its target, "
            "or build with --@rules_py_layers//layering:bytecode=none.",
        )
    return batch, marshal.loads(done.stdout)  # noqa: S302 - of a process of our own
