"""What was built: the layers of a plan, and the blobs of an image layout."""

import dataclasses
import hashlib
import json
from pathlib import Path

from e2e.rebuild.manifest import manifest_of


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Layer:
    """One layer: what its descriptor says, and what its file is."""

    label: str
    origin: str
    name: str
    """Empty: as its descriptor calls it."""

    tar: str
    """Path in the execution root."""

    digest: str
    """As of the descriptor: "sha256:<hex>"."""

    content: str
    """The same, computed here."""


def label_of(output: str) -> str:
    """Returns the label of what `bazel-bin` has: "//e2e/x:y" of "e2e/x/y"."""
    package, _, name = output.rpartition("/")
    return f"//{package}:{name}"


def read_layers(workspace: Path, plan: str) -> list[Layer]:
    """Returns the layers of an image in order.

    Args:
        workspace: with Bazel's convenience links.
        plan: the schema's `Plan`, relative to `bazel-bin`.
    """
    planned = json.loads((workspace / "bazel-bin" / plan).read_bytes())["layers"]
    root = (workspace / "bazel-out").resolve().parent
    return [
        Layer(
            label=layer["layer"]["label"],
            origin=layer["layer"]["origin"],
            name=layer["layer"].get("name", ""),
            tar=layer["tar"],
            digest=json.loads((root / layer["descriptor"]).read_bytes())["digest"],
            content=_digest(root / layer["tar"]),
        )
        for layer in planned
    ]


def read_blobs(layout: Path) -> dict[str, str]:
    """Returns the digests of what the blobs of a layout hold, by their names."""
    return {f"{blob.parent.name}:{blob.name}": _digest(blob) for blob in layout.glob("blobs/*/*")}


def read_manifest_digests(layout: Path) -> list[str]:
    """Returns the digests of the layers of the one image in a layout, the lowest first."""
    return [layer["digest"] for layer in manifest_of(layout)["layers"]]


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return "sha256:" + hashlib.file_digest(stream, "sha256").hexdigest()
