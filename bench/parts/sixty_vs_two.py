"""Sixty packages as sixty layers, against the same files as two, by the same writer."""

import json
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from bench.bazel import Workspace
from bench.errors import BenchError
from bench.interleaving import Contestant, interleaved
from bench.outcome import Goal, Outcome
from bench.part import Part
from bench.session import Session

_CONTESTANTS = {"a layer a package": "//:big_layers", "two layers": "//:two_layers"}

_TOOL = "//:built_tool"

_SAME = 0.999

_ALONE = "--norun_validations"
"""The check of the layers would be run for the two as well, and with it all layers."""

_GOALS = (
    Goal(
        name="a layer a package ÷ two layers",
        relation="ratio",
        of="a layer a package",
        to="two layers",
        bound=1.15,
        at_least=False,
    ),
)

_REMARKS = (
    "Both in Bazel, from nothing, with the same writer and level. The two layers are written "
    "outside the sandbox, by `bench/big/joined.py`, and neither is checked.",
    "The writer is compiled before, once after a clean build whatever the split (PyLayerTool, in "
    "`cold`); its worker starts in the time of the sixty.",
)


def _content_bytes(descriptors: Iterable[Path]) -> int:
    return sum(json.loads(src.read_bytes())["content_size"] for src in descriptors)


def _check_same(workspace: Workspace) -> None:
    """Checks that both hold the same files, by the bytes of them.

    Where two packages ship one dest with the same bytes, shared layers both hold it and one of two
    layers holds it once: that is no more than licences and empty files.
    """
    many = _content_bytes(workspace.group_files("//:big_layers", "descriptors"))
    tars = workspace.files("//:two_layers")
    two = _content_bytes(
        tar.with_name(tar.name.replace(".tar.zst", ".descriptor.json")) for tar in tars
    )
    if not _SAME * many <= two <= many:
        raise BenchError(f"//:two_layers: expected {many} bytes of content, got {two}")


def _prepare(workspace: Workspace, target: str) -> None:
    """Leaves nothing built but the writer."""
    workspace.forget_actions(_ALONE, target)
    workspace.build(_TOOL)
    workspace.build("--nobuild", _ALONE, target)


def _run(session: Session) -> Outcome:
    workspace = session.big()
    session.say("building everything once")
    workspace.build("--output_groups=+descriptors", *_CONTESTANTS.values())
    _check_same(workspace)
    contestants = [
        Contestant(
            name=name,
            command=f"bazel build {_ALONE} {target}",
            measure=partial(workspace.build, _ALONE, target),
            prepare=partial(_prepare, workspace, target),
        )
        for name, target in _CONTESTANTS.items()
    ]
    measured = interleaved(contestants, session.runs, session.say)
    profiles = []
    for name, target in _CONTESTANTS.items():
        _prepare(workspace, target)
        profiles.append(f"{name}: {workspace.profiled(_ALONE, target)}")
    return Outcome(measurements=measured, goals=_GOALS, remarks=[*_REMARKS, *profiles])


PART = Part(
    name="sixty-vs-two",
    title="60 packages as 60 layers, against the same as 2",
    how="wall with no action cache",
    minutes=2,
    run=_run,
)
