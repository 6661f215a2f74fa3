"""What one layer costs beside its files: 200 packages of one small file."""

import itertools
from functools import partial

from bench.bazel import Workspace
from bench.generated.shape import TWO_HUNDRED
from bench.generated.workspace import module_of
from bench.interleaving import Contestant, interleaved
from bench.outcome import Goal, Measurement, Outcome
from bench.part import Part
from bench.session import Session

_MEMBERS = ("--norun_validations", "--output_groups=members", "//images/i000:i000_layers")
_ONE_SHOT = "--strategy=PyLayerMember=linux-sandbox"

_GOALS = (
    Goal(
        name="a layer, by the worker",
        relation="value",
        of="by the worker, a layer",
        bound=0.008,
        at_least=False,
    ),
)

_REMARKS = (
    "Warm server and worker: before each run every one of the 200 files gets another line. The "
    "wall of the whole build is divided by 200, Bazel's own time in it.",
)


def _edit_all(workspace: Workspace, line: int) -> None:
    for package in range(TWO_HUNDRED.packages):
        module = module_of(workspace.directory, package)
        first = module.read_text().splitlines()[0]
        module.write_text(f"{first}\n# An edit: {line}\n")


def _a_layer(measured: Measurement) -> Measurement:
    return Measurement(
        name=f"{measured.name}, a layer",
        command="",
        unit="s",
        samples=[sample / TWO_HUNDRED.packages for sample in measured.samples],
    )


def _run(session: Session) -> Outcome:
    workspace = session.generated(TWO_HUNDRED)
    session.say("building everything once")
    workspace.build(*_MEMBERS)
    numbers = itertools.count()

    def edit() -> None:
        _edit_all(workspace, next(numbers))

    contestants = [
        Contestant(
            name=name,
            command=f"bazel build {' '.join([*words, *_MEMBERS])}",
            measure=partial(workspace.build, *words, *_MEMBERS),
            prepare=edit,
        )
        for name, words in {
            "by the worker": (),
            "a process a layer, sandboxed": (_ONE_SHOT,),
        }.items()
    ]
    measured = interleaved(contestants, session.runs, session.say)
    a_layer = [_a_layer(each) for each in measured]
    return Outcome(measurements=[*measured, *a_layer], goals=_GOALS, remarks=_REMARKS)


PART = Part(
    name="worker-overhead",
    title="Overhead of an action with the worker",
    how="wall of 200 one-file layers, divided by 200",
    minutes=4,
    run=_run,
)
