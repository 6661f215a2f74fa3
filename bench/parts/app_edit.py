"""One line of the app edited, the image built again by a warm server."""

import itertools
from collections.abc import Callable
from functools import partial

from bench.bazel import Workspace
from bench.interleaving import Contestant, interleaved
from bench.outcome import Goal, Outcome
from bench.part import Part
from bench.session import Session

_CONTESTANTS = {
    "image": ("//:big_image_base",),
    "pkg_tar, app's files listed by hand": ("//:pkg_deps", "//:pkg_app_files"),
    "two gzip pkg_tar": ("//:pkg_deps", "//:pkg_one"),
    "one gzip pkg_tar": ("//:pkg_one",),
}

_GOALS = (
    Goal(
        name="one gzip pkg_tar ÷ image",
        relation="ratio",
        of="one gzip pkg_tar",
        to="image",
        bound=30,
        at_least=True,
    ),
    Goal(
        name="two gzip pkg_tar ÷ image",
        relation="ratio",
        of="two gzip pkg_tar",
        to="image",
        bound=2,
        at_least=True,
    ),
    Goal(
        name="image, above a build with nothing to do",
        relation="difference",
        of="image",
        to="nothing to do",
        bound=0.3,
        at_least=False,
    ),
)

_REMARKS = (
    "Two pkg_tar are a library of all packages, and the binary with its runfiles above it: the "
    "second holds everything again, as `pkg_tar(srcs = [binary], include_runfiles = True)` does.",
    "Where the files of the app are listed by hand, the peer's second layer is that one file. It "
    "has no goal: nobody lists them, and no pkg_tar writes an image.",
    "Both as Bazel runs them by default: pkg_tar in the linux-sandbox, layers in a worker.",
)


def _editor(workspace: Workspace) -> Callable[[], object]:
    """Returns what adds a line that was never there."""
    numbers = itertools.count()
    main = workspace.directory / "main.py"
    text = main.read_text()
    return lambda: main.write_text(f"{text}# An edit: {next(numbers)}\n")


def _run(session: Session) -> Outcome:
    workspace = session.big()
    edit = _editor(workspace)
    image = _CONTESTANTS["image"]
    session.say("building everything once")
    workspace.build(*sorted({target for each in _CONTESTANTS.values() for target in each}))
    contestants = [
        Contestant(
            name=name,
            command=f"bazel build {' '.join(targets)}  # after an edit of main.py",
            measure=partial(workspace.build, *targets),
            prepare=edit,
        )
        for name, targets in _CONTESTANTS.items()
    ]
    nothing = Contestant(
        name="nothing to do",
        command=f"bazel build {image[0]}  # twice: the second",
        measure=partial(workspace.build, *image),
        prepare=partial(workspace.build, *image),
    )
    measured = interleaved([*contestants, nothing], session.runs, session.say)
    edit()
    profile = f"Image: {workspace.profiled(*image)}"
    return Outcome(measurements=measured, goals=_GOALS, remarks=[*_REMARKS, profile])


PART = Part(
    name="app-edit",
    title="One-line edit of the app, warm server, `big`",
    how="wall of `bazel build` of the image, against one gzip `pkg_tar`, two, and nothing to do",
    minutes=6,
    run=_run,
)
