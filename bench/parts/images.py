"""Two images, one after the other: what the second one runs and what of it is new."""

import dataclasses
from collections.abc import Sequence
from pathlib import Path

from bench.bazel import Workspace
from bench.outcome import Measurement
from bench.planned import BUCKET, INTERPRETER, OWN, PACKAGE, Layer, read_layers
from bench.session import Session
from e2e.rebuild.execution_log import Spawn, read_execution_log

SHARED_ACTIONS = "member actions for what the first image has"
SHARED_BYTES = "new bytes: interpreter, and packages with a layer of their own in both"
OWN_ACTIONS = "member actions for what the second has alone"


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class _Built:
    """One image, and what its build ran."""

    members: Sequence[str]
    """Labels at which a member was written, sorted."""

    buckets: int
    layers: Sequence[Layer]


def second_image(session: Session, suffix: str) -> list[Measurement]:
    """Builds `big` from nothing, then `second`.

    Args:
        session: of the part.
        suffix: of both names.
    """
    workspace = session.big()
    workspace.clean()
    with session.scratch() as scratch:
        session.say("building the first image")
        first = _build(workspace, f"big{suffix}", scratch)
        session.say("building the second image")
        second = _build(workspace, f"second{suffix}", scratch)
    command = f"bazel build //:second{suffix}_image_base  # after //:big{suffix}_image_base"
    again = [label for label in second.members if label in first.members]
    return [
        _one("member actions of the first image", "actions", len(first.members)),
        _one(SHARED_ACTIONS, "actions", len(again), command),
        _one(OWN_ACTIONS, "actions", len(second.members) - len(again), command),
        _one("bucket actions of the second image", "actions", second.buckets, command),
        *_new_bytes(first.layers, second.layers),
    ]


def _build(workspace: Workspace, image: str, scratch: Path) -> _Built:
    log = scratch / f"{image}.json"
    workspace.build(f"--execution_log_json_file={log}", f"//:{image}_image_base")
    spawns = read_execution_log(log)
    return _Built(
        members=sorted(_labels(spawns, "PyLayerMember")),
        buckets=len(_labels(spawns, "PyLayerBucket")),
        layers=read_layers(workspace, f"{image}_layers"),
    )


def _labels(spawns: Sequence[Spawn], mnemonic: str) -> list[str]:
    return [spawn.label for spawn in spawns if spawn.mnemonic == mnemonic]


def _new_bytes(first: Sequence[Layer], second: Sequence[Layer]) -> list[Measurement]:
    """Divides the bytes that a registry with the first image lacks by what they are of."""
    known = {layer.digest for layer in first}
    of_own = {name for layer in first if layer.kind == PACKAGE for name in layer.packages}
    joined = {name for layer in first if layer.kind == BUCKET for name in layer.packages}
    new = [layer for layer in second if layer.digest not in known]
    alone = [layer for layer in new if layer.kind == PACKAGE]
    shared = [layer for layer in alone if layer.packages <= of_own]
    shared += [layer for layer in new if layer.kind == INTERPRETER]
    left = [layer for layer in alone if layer.packages <= joined]
    own = [layer for layer in alone if not layer.packages <= of_own | joined]
    return [
        _bytes("all layers of the second image", second),
        _bytes(SHARED_BYTES, shared),
        _bytes("new bytes: packages that were in a bucket of the first", left),
        _bytes("new bytes: packages that the second has alone", own),
        _bytes("new bytes: buckets", [layer for layer in new if layer.kind == BUCKET]),
        _bytes("new bytes: links, libraries and app", [x for x in new if x.kind == OWN]),
    ]


def _bytes(name: str, layers: Sequence[Layer]) -> Measurement:
    return _one(name, "bytes", sum(layer.size for layer in layers))


def _one(name: str, unit: str, value: float, command: str = "") -> Measurement:
    return Measurement(name=name, command=command, unit=unit, samples=[value])
