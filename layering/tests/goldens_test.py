"""Every header field of every member of real layers, against files that are checked in.

`./bazelw run //layering/tests:goldens_test` writes them anew: look at the difference before you
commit it, because each user's layers change with it.
"""

import hashlib
import json
import os
import re
import tarfile
from pathlib import Path

import pytest
import zstandard
from layers.tree.manifest import read_manifest

_HERE = Path(__file__).parent
_MADE = Path("layering/tests")
_GOLDENS = "layering/tests/goldens"
_LAYERS = ("app", "external", "internal", "links", "h11")
_UPDATE = "Run ./bazelw run //layering/tests:goldens_test and look at the difference."


def _layer(name: str) -> Path:
    """The tar of an own layer of the subject, or of one of its wheels."""
    if name == "h11":
        (found,) = Path("..").glob("*h11*/pkg.layer.tar.zst")
        return found
    return _MADE / f"golden_layers.{name}.tar.zst"


def _portable(text: str) -> str:
    """Without what a Bazel or Python version or a configuration decides: names, X.Y, bazel-out."""
    text = re.sub(r"bazel-out/[^/]*/bin/", "<bin>/", text)
    text = re.sub(r"runfiles/[^/ ]*[~+][^/ ]*h11", "runfiles/<h11>", text)
    text = re.sub(r"runfiles/[^/ ]*[~+][^/ ]*", "runfiles/<interpreter>", text)
    return re.sub(r"python3\.\d+", "python<X.Y>", text)


def _line(member: tarfile.TarInfo, tar: tarfile.TarFile) -> str:
    content = tar.extractfile(member) if member.isreg() else None
    digest = hashlib.sha256(content.read()).hexdigest()[:12] if content else "-"
    if member.name.endswith(("_repo_mapping", "pyvenv.cfg")):
        digest, member.size = "<varies>", 0
    owner = f"{member.uid}:{member.gid}:{member.uname}:{member.gname}"
    fields = [member.type.decode(), f"{member.mode:04o}", owner, str(member.mtime)]
    target = f" -> {member.linkname}" if member.linkname else ""
    return " ".join([*fields, str(member.size), digest, f"{member.name}{target}"])


def _members(layer: Path) -> str:
    with (
        layer.open("rb") as blob,
        zstandard.ZstdDecompressor().stream_reader(blob, read_across_frames=True) as stream,
        tarfile.open(fileobj=stream, mode="r|") as tar,
    ):
        lines = [_line(member, tar) for member in tar]
    return _portable("\n".join(lines) + "\n")


def _manifest(name: str) -> str:
    """What Starlark wrote, as Python reads it."""
    manifest = read_manifest(str(_MADE / f"golden_layers.{name}.manifest.jsonl"))
    entries = [
        {"dest": e.dest, "src": e.src, "generated": e.generated, "component": e.component}
        for e in manifest.entries
        if e.src
    ]
    origins = [component.origin for component in manifest.header.components]
    return _portable(json.dumps({"origins": origins, "entries": entries}, indent=1) + "\n")


def _compare(name: str, found: str) -> None:
    if "BUILD_WORKSPACE_DIRECTORY" in os.environ:
        golden = Path(os.environ["BUILD_WORKSPACE_DIRECTORY"], _GOLDENS, name)
        golden.write_text(found)
    assert (_HERE / "goldens" / name).read_text() == found, _UPDATE


@pytest.mark.parametrize("name", _LAYERS)
def test_layer_is_as_checked_in(name: str) -> None:
    _compare(f"{name}.txt", _members(_layer(name)))


@pytest.mark.parametrize("name", ["app", "internal"])
def test_python_reads_what_starlark_writes(name: str) -> None:
    _compare(f"{name}.manifest.json", _manifest(name))
