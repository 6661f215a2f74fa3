"""The writer outside Bazel, as actions start it, and one layer of many files for it to write."""

import dataclasses
import json
from collections.abc import Sequence
from pathlib import Path

from bench.bazel import Workspace
from bench.errors import BenchError
from bench.process import run_piped

_NONE = "--@rules_py_layers//layering:compression=none"
_TOOL = "layers_tool.py"


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Writer:
    """The tool of layer actions, as they start it, in a directory of its own."""

    directory: Path
    """Stands for the execution root: what the tool consists of is linked into it."""

    command: Sequence[str]
    """Up to the tool's own arguments."""

    def arguments(self, manifest: str, *, compression: str, out: str = "ours") -> list[str]:
        """Returns the command that writes one layer, in a process that starts for it.

        Args:
            manifest: a file in `directory`.
            compression: as of the build flag.
            out: what the outputs' names begin with.
        """
        words = [*self.command, "layer", "--manifest", manifest, "--tar", f"{out}.tar"]
        words += ["--descriptor", f"{out}.json", "--listing", f"{out}.jsonl"]
        return [*words, "--compression", compression]


def make_writer(workspace: Workspace, directory: Path) -> Writer:
    """Builds the tool and links what it consists of into a directory.

    Raises:
        BenchError: layer actions do not start it as known here.
    """
    workspace.build("//:big_layers")
    answer = workspace.run(
        "aquery", "--output=jsonproto", 'mnemonic("PyLayerMember", deps(//:big_layers))'
    )
    words = json.loads(answer)["actions"][0]["arguments"]
    ends = [number for number, word in enumerate(words) if word.endswith(_TOOL)]
    if not ends:
        raise BenchError(f"PyLayerMember: expected an argument that ends in {_TOOL!r}, got {words}")
    root = Path(workspace.info("execution_root"))
    # Not the links of the execution root: another build may plant fewer of them.
    (directory / "external").symlink_to(root.parents[1] / "external")
    (directory / "bazel-out").symlink_to(root / "bazel-out")
    return Writer(directory=directory, command=words[: ends[0] + 1])


def unpack_packages(workspace: Workspace, dest: Path, tar: str) -> int:
    """Unpacks the packages of `big`.

    Args:
        workspace: of `bench/big`.
        dest: an empty directory.
        tar: GNU tar.

    Returns:
        Bytes of its files.
    """
    workspace.build(_NONE, "--output_groups=pypi", "//:big_layers")
    for layer in workspace.group_files("//:big_layers", "pypi", _NONE):
        run_piped([[tar, "--extract", f"--file={layer}"]], cwd=dest)
    return sum(file.stat().st_size for file in dest.rglob("*") if file.is_file())


def write_manifest(tree: Path, dest: Path) -> int:
    """Writes the manifest of one layer that holds every file below a directory.

    Args:
        tree: beside `dest`, so that its name is how the tool finds it. Its one entry is the root.
        dest: the manifest.

    Returns:
        The number of files.
    """
    root = tree / "app"
    header = {
        "layer": {"origin": "internal", "name": "files", "label": "//:files"},
        "root": root.name,
        "schema_version": 1,
    }
    files = sorted(file for file in root.rglob("*") if not file.is_dir())
    entries = [
        {"dest": str(file.relative_to(root)), "src": str(file.relative_to(dest.parent))}
        for file in files
    ]
    lines = [json.dumps(line) for line in (header, *entries)]
    dest.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return len(entries)
