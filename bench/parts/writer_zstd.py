"""The writer alone with zstd, against `tar | zstd -T0` at the level that gives the same size."""

from bench import archivers
from bench.interleaving import interleaved
from bench.outcome import Goal, Outcome
from bench.part import Part
from bench.parts.writer import Files, files_of_big
from bench.session import Session

_LEVELS = range(1, 13)

_GOALS = (
    Goal(
        name="tar | zstd -T0 at equal size ÷ writer",
        relation="ratio",
        of="tar | zstd -T0, size nearest",
        to="writer",
        bound=1,
        at_least=True,
    ),
)


def _zstd(files: Files, level: int) -> archivers.Pipe:
    return [
        archivers.gnu_tar(files.peers, files.tree),
        [files.peers["zstd"], "-T0", f"-{level}", "-c"],
    ]


def _run(session: Session) -> Outcome:
    with files_of_big(session) as files:
        ours = files.ours("zstd")
        size = files.size(ours)
        session.say(f"{size.median:.0f} bytes; looking for the level of zstd that is nearest")
        level = archivers.nearest_level(
            lambda each: archivers.piped_size(_zstd(files, each), files.directory),
            _LEVELS,
            int(size.median),
        )
        contestants = [
            ours,
            files.piped("tar | zstd -T0, size nearest", _zstd(files, level)),
            files.piped("bsdtar --zstd", [archivers.bsd_tar(files.peers, files.tree, "--zstd")]),
        ]
        sizes = [size, *(files.size(each) for each in contestants[1:])]
        measured = interleaved(contestants, session.runs, session.say)
        remark = f"{files.described} No peer hashes; the writer hashes files, tar and layer."
    return Outcome(measurements=[*measured, *sizes], goals=_GOALS, remarks=[remark])


PART = Part(
    name="writer-zstd",
    title="Writer alone, zstd",
    how="wall, against `tar | zstd -T0` at equal size",
    minutes=2,
    run=_run,
)
