"""Sixty packages as sixty layers, against the same files as two, by the same writer."""

from functools import partial

from bench.interleaving import Contestant, interleaved
from bench.outcome import Goal, Outcome
from bench.part import Part
from bench.session import Session

_CONTESTANTS = {"a layer a package": "//:big_layers", "two layers": "//:two_layers"}

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
    "outside the sandbox, by `bench/big/joined.py`, and without a check.",
)


def _run(session: Session) -> Outcome:
    workspace = session.big()
    session.say("building everything once")
    workspace.build(*_CONTESTANTS.values())
    contestants = [
        Contestant(
            name=name,
            command=f"bazel build {target}",
            measure=partial(workspace.build, target),
            prepare=partial(workspace.forget_actions, target),
        )
        for name, target in _CONTESTANTS.items()
    ]
    measured = interleaved(contestants, session.runs, session.say)
    return Outcome(measurements=measured, goals=_GOALS, remarks=_REMARKS)


PART = Part(
    name="sixty-vs-two",
    title="60 packages as 60 layers, against the same as 2",
    how="wall with no action cache",
    minutes=2,
    run=_run,
)
