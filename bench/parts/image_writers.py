"""The same layers made into an image, by py_image and by rules_oci's oci_image."""

import itertools
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from bench import trace
from bench.bazel import Workspace
from bench.errors import BenchError
from bench.interleaving import Contestant, interleaved
from bench.outcome import Goal, Outcome
from bench.part import Part
from bench.session import Session
from e2e.rebuild.manifest import manifest_of

_COUNTS = (2, 10, 50, 100)

_GOAL_COUNT = 50

_COLD = "no image yet"
_EDIT = "one layer changed"

_MNEMONICS = {"py_image": ("PyImage",), "oci_image": ("OCIDescriptor", "OCIImage")}
"""What each writer runs once the layers are there."""

_NO_RULES_OCI = """\
image-writers: images must build with rules_oci, from a registry or a folder, got an error.
{error}
Set RULES_OCI_MODULES to a folder with rules_oci and all modules that it needs, each in a folder \
of its name: tools/airgap/README.md."""

_REMARKS = (
    "From the start of the first action that makes the image of layers to the end of the last, in "
    "Bazel's own trace: the layers are there, and neither side is charged for them. rules_oci has "
    "an action for each layer (OCIDescriptor), then one for the image (OCIImage); py_image is one "
    "(PyImage).",
    "Layers of 1 kB and an interpreter: rules_oci reads each layer to hash it, and larger ones "
    "would take it longer. Both as Bazel runs them by default: oci_image in the linux-sandbox, "
    "py_image in a worker.",
)


def _goal(state: str) -> Goal:
    return Goal(
        name=f"oci_image ÷ py_image, {_GOAL_COUNT} layers, {state}",
        relation="ratio",
        of=_name("oci_image", _GOAL_COUNT, state),
        to=_name("py_image", _GOAL_COUNT, state),
        bound=10,
        at_least=True,
    )


def _name(writer: str, count: int, state: str) -> str:
    return f"{writer}, {count} layers, {state}"


def _target(writer: str, count: int) -> str:
    return f"//:{writer}_{count}"


def _editor(workspace: Workspace) -> Callable[[], object]:
    """Returns what changes the app, and with it one layer."""
    numbers = itertools.count()
    main = workspace.directory / "main.py"
    text = main.read_text()
    return lambda: main.write_text(f"{text}# An edit: {next(numbers)}\n")


def _edited(workspace: Workspace, edit: Callable[[], object], target: str) -> None:
    """Leaves an image of layers of which one has changed."""
    workspace.build(target)
    edit()


def _only_layers(workspace: Workspace, count: int) -> None:
    """Leaves the layers, and nothing of any image."""
    workspace.clean()
    workspace.build(f"//:layers_{count}")


def _seconds(workspace: Workspace, profile: Path, writer: str, count: int) -> float:
    words = (f"--profile={profile}", *trace.FLAGS, _target(writer, count))
    workspace.build(*words)
    return trace.span_seconds(profile, _MNEMONICS[writer])


def _check_same(workspace: Workspace) -> None:
    """Checks that both images of a number of layers have just these layers."""
    for count in _COUNTS:
        found = []
        for writer in _MNEMONICS:
            (layout,) = workspace.files(_target(writer, count))
            found.append([layer["digest"] for layer in manifest_of(layout)["layers"]])
        if found[0] != found[1] or len(found[0]) != count:
            raise BenchError(f"image-writers: expected {count} layers, the same, got {found!r}")


def _contestants(workspace: Workspace, scratch: Path) -> Iterator[Contestant]:
    edit, profile = _editor(workspace), scratch / "profile.gz"
    for state, count, writer in itertools.product((_COLD, _EDIT), _COUNTS, _MNEMONICS):
        target = _target(writer, count)
        cold, edited = (
            partial(_only_layers, workspace, count),
            partial(_edited, workspace, edit, target),
        )
        yield Contestant(
            name=_name(writer, count, state),
            command=f"bazel build --profile=FILE {target}",
            measure=partial(_seconds, workspace, profile, writer, count),
            prepare=cold if state == _COLD else edited,
        )


def _run(session: Session) -> Outcome:
    workspace = session.writers()
    targets = [_target(*each) for each in itertools.product(_MNEMONICS, _COUNTS)]
    session.say("building everything once")
    try:
        workspace.build(*targets)
    except BenchError as error:
        raise BenchError(_NO_RULES_OCI.format(error=error)) from None
    _check_same(workspace)
    with session.scratch() as scratch:
        contestants = list(_contestants(workspace, scratch))
        measured = interleaved(contestants, session.runs, session.say)
    return Outcome(measurements=measured, goals=[_goal(_COLD), _goal(_EDIT)], remarks=_REMARKS)


PART = Part(
    name="image-writers",
    title="The same layers, two image writers",
    how="from 2, 10, 50 and 100 layers to an image, by `py_image` and by rules_oci's `oci_image`",
    minutes=15,
    run=_run,
)
