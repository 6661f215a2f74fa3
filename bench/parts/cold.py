"""All layers of `big` with no action cache: the first build on a machine."""

import json
import tarfile
from collections.abc import Sequence
from functools import partial

from bench.bazel import Workspace
from bench.errors import BenchError
from bench.interleaving import Contestant, interleaved
from bench.outcome import Goal, Measurement, Outcome
from bench.part import Part
from bench.session import Session

_GZIP = "--@rules_py_layers//layering:compression=gzip"

_CONTESTANTS = {
    "layers, zstd": ("//:big_layers",),
    "layers, gzip": (_GZIP, "//:big_layers"),
    "one gzip pkg_tar": ("//:pkg_one",),
}

_MOST_MORE = 1.1

_GOALS = (
    Goal(
        name="one gzip pkg_tar ÷ layers, zstd",
        relation="ratio",
        of="one gzip pkg_tar",
        to="layers, zstd",
        bound=8,
        at_least=True,
    ),
    Goal(
        name="one gzip pkg_tar ÷ layers, gzip",
        relation="ratio",
        of="one gzip pkg_tar",
        to="layers, gzip",
        bound=4,
        at_least=True,
    ),
    Goal(
        name="size: layers, zstd ÷ one gzip pkg_tar",
        relation="ratio",
        of="size: layers, zstd",
        to="size: one gzip pkg_tar",
        bound=1.1,
        at_least=False,
    ),
    Goal(
        name="size: layers, gzip ÷ one gzip pkg_tar",
        relation="ratio",
        of="size: layers, gzip",
        to="size: one gzip pkg_tar",
        bound=1.1,
        at_least=False,
    ),
)

_REMARKS = (
    "Before each run: `bazel clean`, which also ends workers, then `bazel build --nobuild`, so "
    "that analysis is not counted for either side. Layers include their check.",
    "Both as Bazel runs them by default: pkg_tar in the linux-sandbox, layers in a worker.",
)


def size_of(workspace: Workspace, words: Sequence[str]) -> int:
    """Returns the bytes of the outputs of the last of these build words."""
    *flags, target = words
    return sum(file.stat().st_size for file in workspace.files(target, *flags))


def _profiled(workspace: Workspace, words: Sequence[str]) -> str:
    workspace.forget_actions(*words)
    return workspace.profiled(*words)


def _check_same(workspace: Workspace) -> None:
    """Checks that pkg_tar packs as much: it drops files of one name where it is told wrong.

    It follows the interpreter's links, and has the launcher.
    """
    descriptors = workspace.group_files("//:big_layers", "descriptors")
    ours = sum(json.loads(src.read_bytes())["content_size"] for src in descriptors)
    (packed,) = workspace.files("//:pkg_one")
    with tarfile.open(packed) as archive:
        theirs = sum(member.size for member in archive)
    if not ours <= theirs <= _MOST_MORE * ours:
        raise BenchError(f"//:pkg_one: expected about {ours} bytes of content, got {theirs}")


def _run(session: Session) -> Outcome:
    workspace = session.big()
    session.say("building everything once")
    workspace.build("--output_groups=+descriptors", "//:big_layers", "//:pkg_one")
    _check_same(workspace)
    sizes = []
    for name, words in _CONTESTANTS.items():
        workspace.build(*words)
        sizes.append(
            Measurement(
                name=f"size: {name}",
                command="",
                unit="bytes",
                samples=[size_of(workspace, words)],
            )
        )
    contestants = [
        Contestant(
            name=name,
            command=f"bazel build {' '.join(words)}",
            measure=partial(workspace.build, *words),
            prepare=partial(workspace.forget_actions, *words),
        )
        for name, words in _CONTESTANTS.items()
    ]
    measured = interleaved(contestants, session.runs, session.say)
    profiles = [f"{name}: {_profiled(workspace, words)}" for name, words in _CONTESTANTS.items()]
    return Outcome(measurements=[*measured, *sizes], goals=_GOALS, remarks=[*_REMARKS, *profiles])


PART = Part(
    name="cold",
    title="Cold layers of `big`",
    how="wall with no action cache, repositories fetched, against one gzip `pkg_tar` of the same",
    minutes=6,
    run=_run,
)
