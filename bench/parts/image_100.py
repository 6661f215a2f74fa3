"""The image action where one of a hundred layers has changed, small layers and large ones."""

import itertools
from collections.abc import Callable
from pathlib import Path

from bench import trace
from bench.bazel import Workspace
from bench.errors import BenchError
from bench.generated.shape import HUNDRED_LARGE, HUNDRED_SMALL, Shape
from bench.generated.workspace import module_of
from bench.interleaving import Contestant, interleaved
from bench.outcome import Goal, Outcome
from bench.part import Part
from bench.session import Session

_IMAGE = "//images/i000:i000_image_base"

_SHAPES = {"100 layers of 1 kB": HUNDRED_SMALL, "100 layers, 3 GB together": HUNDRED_LARGE}

_GOALS = (
    Goal(
        name="image action, small layers",
        relation="value",
        of="100 layers of 1 kB",
        bound=0.15,
        at_least=False,
    ),
    Goal(
        name="image action, large layers",
        relation="value",
        of="100 layers, 3 GB together",
        bound=0.15,
        at_least=False,
    ),
    Goal(
        name="large layers, above small ones",
        relation="difference",
        of="100 layers, 3 GB together",
        to="100 layers of 1 kB",
        bound=0.03,
        at_least=False,
    ),
)

_REMARKS = (
    "The time of the action PyImage in Bazel's own trace, `--profile`. Content is random bytes. No "
    "difference is taken to mean at most 30 ms, which is what the small ones scatter by.",
)


def _editor(workspace: Workspace) -> Callable[[], object]:
    """Returns what puts another line at the end of one file, as long as the last one."""
    numbers = itertools.count()
    module = module_of(workspace.directory, 42)
    size = module.stat().st_size

    def edit() -> None:
        with module.open("r+b") as file:
            file.truncate(size)
            file.seek(size)
            file.write(f"# {next(numbers):06}\n".encode())

    return edit


def _image_seconds(workspace: Workspace, profile: Path) -> float:
    workspace.build(f"--profile={profile}", *trace.FLAGS, _IMAGE)
    found = trace.action_seconds(profile, "PyImage")
    if len(found) != 1:
        raise BenchError(f"{profile}: expected one action PyImage, got {len(found)}")
    return found[0]


def _contestant(session: Session, name: str, shape: Shape, scratch: Path) -> Contestant:
    workspace = session.generated(shape)
    session.say(f"building {name}")
    workspace.build(_IMAGE)
    profile = scratch / f"{shape.name}.gz"
    return Contestant(
        name=name,
        command=f"bazel build --profile=FILE {_IMAGE}  # after an edit of one package",
        measure=lambda: _image_seconds(workspace, profile),
        prepare=_editor(workspace),
    )


def _run(session: Session) -> Outcome:
    with session.scratch() as scratch:
        contestants = [
            _contestant(session, name, shape, scratch) for name, shape in _SHAPES.items()
        ]
        measured = interleaved(contestants, session.runs, session.say)
    return Outcome(measurements=measured, goals=_GOALS, remarks=_REMARKS)


PART = Part(
    name="image-100",
    title="Image from 100 layers, one changed",
    how="wall of the image action; the same for layers of 1 kB and of 3 GB together",
    minutes=5,
    run=_run,
)
