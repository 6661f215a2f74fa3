"""Analysis of the generated monorepo: what layers and images add to that of the binaries."""

import itertools
from collections.abc import Sequence
from functools import partial

from bench.bazel import Workspace
from bench.generated.shape import MONOREPO
from bench.interleaving import Contestant, interleaved
from bench.outcome import Goal, Measurement, Outcome
from bench.part import Part
from bench.session import Session

_COUNTS = (25, 50, 100)
_ALL = _COUNTS[-1]

_WITHOUT = "binaries"
_WITH = "binaries, layers, images"

_GOALS = (
    Goal(
        name=f"{_ALL} images: with layers ÷ without",
        relation="ratio",
        of=f"{_ALL} {_WITH}",
        to=f"{_ALL} {_WITHOUT}",
        bound=1.3,
        at_least=False,
    ),
    Goal(
        name="heap that layers add: 100 images ÷ 50",
        relation="ratio",
        of="heap that layers add to 100",
        to="heap that layers add to 50",
        bound=2.2,
        at_least=False,
    ),
)

_REMARKS = (
    "A server that has started and read MODULE.bazel, and nothing else: then one `bazel build "
    "--nobuild`, which loads the packages too. Heap is what is in use after a collection.",
    "Linear: twice the images may add at most 2.2 times the heap.",
)


def _targets(count: int, *, layers: bool) -> list[str]:
    names = [f"//images/i{image:03}:i{image:03}" for image in range(count)]
    return [*names, *(f"{name}_image_base" for name in names)] if layers else names


class _Analyses:
    """What servers have analysed, and the heap each was left with."""

    def __init__(self, workspace: Workspace) -> None:
        """Starts nothing."""
        self._workspace = workspace
        self.heap_bytes: dict[str, list[float]] = {}

    def measure(self, name: str, targets: Sequence[str]) -> float:
        """Analyses targets and notes the heap."""
        patterns = self._workspace.directory / "targets.txt"
        patterns.write_text("\n".join(targets) + "\n")
        seconds = self._workspace.build("--nobuild", f"--target_pattern_file={patterns}")
        heap = self._workspace.info("used-heap-size-after-gc")
        self.heap_bytes.setdefault(name, []).append(_bytes(heap))
        return seconds


def _bytes(text: str) -> float:
    """Reads what `bazel info` shows: "123MB"."""
    return float(text.removesuffix("MB")) * 1_000_000


def _added_heap(heap_bytes: dict[str, list[float]], count: int) -> Measurement:
    pairs = zip(heap_bytes[f"{count} {_WITH}"], heap_bytes[f"{count} {_WITHOUT}"], strict=True)
    return Measurement(
        name=f"heap that layers add to {count}",
        command="",
        unit="bytes",
        samples=[after - before for after, before in pairs],
    )


def _run(session: Session) -> Outcome:
    workspace = session.generated(MONOREPO)
    session.say("fetching")
    workspace.build("--nobuild", *_targets(_ALL, layers=True))
    analyses = _Analyses(workspace)
    contestants = [
        Contestant(
            name=name,
            command=f"bazel build --nobuild  # {name}",
            measure=partial(analyses.measure, name, targets),
            prepare=workspace.start_anew,
        )
        for count, layers in itertools.product(_COUNTS, (False, True))
        if (name := f"{count} {_WITH if layers else _WITHOUT}")
        and (targets := _targets(count, layers=layers))
    ]
    measured = interleaved(contestants, session.runs, session.say)
    heaps = [
        Measurement(
            name=f"heap: {name}",
            command="bazel info used-heap-size-after-gc",
            unit="bytes",
            samples=samples,
        )
        for name, samples in analyses.heap_bytes.items()
    ]
    added = [_added_heap(analyses.heap_bytes, count) for count in _COUNTS]
    return Outcome(measurements=[*measured, *heaps, *added], goals=_GOALS, remarks=_REMARKS)


PART = Part(
    name="analysis",
    title="Analysis of the monorepo, 100 images",
    how=(
        "wall of `build --nobuild` with and without layers, and retained heap; "
        f"{MONOREPO.libraries} libraries, {MONOREPO.packages} packages"
    ),
    minutes=8,
    run=_run,
)
