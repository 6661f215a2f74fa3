"""Analysis of reports on the command line: what the aspect adds to that of the binaries."""

from functools import partial

from bench.generated.shape import MONOREPO
from bench.interleaving import Contestant, interleaved
from bench.outcome import Goal, Outcome
from bench.part import Part
from bench.session import Session

_COUNT = 100
_WITHOUT = f"{_COUNT} binaries"
_WITH = f"{_COUNT} binaries, layer_report"

_ASPECT = (
    "--aspects=@rules_py_layers//aspects:defs.bzl%layer_report",
    "--output_groups=layer_report",
)

_GOALS = (
    Goal(
        name=f"{_COUNT} binaries: layer_report ÷ build --nobuild",
        relation="ratio",
        of=_WITH,
        to=_WITHOUT,
        bound=1.3,
        at_least=False,
    ),
)

_REMARKS = (
    "A server that has started and read MODULE.bazel, and nothing else: then one `bazel build "
    "--nobuild`, which loads the packages too. With the aspect, of what `layer_report` needs.",
)


def _run(session: Session) -> Outcome:
    workspace = session.generated(MONOREPO)
    patterns = workspace.directory / "binaries.txt"
    names = [f"//images/i{image:03}:i{image:03}" for image in range(_COUNT)]
    patterns.write_text("\n".join(names) + "\n")
    words = ("--nobuild", f"--target_pattern_file={patterns}")
    session.say("fetching")
    workspace.build(*words, *_ASPECT)
    contestants = [
        Contestant(
            name=name,
            command=" ".join(("bazel build --nobuild", *flags, "…")),
            measure=partial(workspace.build, *words, *flags),
            prepare=workspace.start_anew,
        )
        for name, flags in ((_WITHOUT, ()), (_WITH, _ASPECT))
    ]
    return Outcome(
        measurements=interleaved(contestants, session.runs, session.say),
        goals=_GOALS,
        remarks=_REMARKS,
    )


PART = Part(
    name="report-analysis",
    title="Analysis of reports, 100 binaries",
    how=(
        "wall of `build --nobuild` of binaries with and without `layer_report`; "
        f"{MONOREPO.libraries} libraries, {MONOREPO.packages} packages"
    ),
    minutes=3,
    run=_run,
)
