"""The layers of one image as its plan and descriptors tell: what is in them, and their bytes."""

import dataclasses
import json
from pathlib import Path

from bench.bazel import Workspace

INTERPRETER = "interpreter"
PACKAGE = "package"
BUCKET = "bucket"
OWN = "own"
"""Kinds of layers: the last is what belongs to one image alone."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Layer:
    """One layer."""

    kind: str
    digest: str
    size: int
    """Bytes as stored in a registry."""

    packages: frozenset[str]
    """Names; empty for what is not from PyPI."""


def read_layers(workspace: Workspace, layers: str) -> list[Layer]:
    """Returns the layers of a `py_layers` that has been built, in order.

    Args:
        workspace: that it was built in.
        layers: path of the target from the root package: "big_layers", "images/one/one_layers".
    """
    plan = Path(workspace.info("bazel-bin")) / f"{layers}.plan.json"
    root = Path(workspace.info("execution_root"))
    planned = json.loads(plan.read_bytes())["layers"]
    return [_layer(root / each["descriptor"]) for each in planned]


def _layer(src: Path) -> Layer:
    descriptor = json.loads(src.read_bytes())
    origin = descriptor["layer"]["origin"]
    components = descriptor.get("components") or [descriptor["layer"]]
    packages = frozenset(each["name"] for each in components) if origin == "pypi" else frozenset()
    kinds = {"interpreter": INTERPRETER, "pypi": BUCKET if len(packages) > 1 else PACKAGE}
    return Layer(
        kind=kinds.get(origin, OWN),
        digest=descriptor["digest"],
        size=descriptor["size"],
        packages=packages,
    )
