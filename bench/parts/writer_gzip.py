"""The writer alone with gzip, against `tar | pigz` at the level that gives the same size."""

from bench import archivers
from bench.interleaving import interleaved
from bench.outcome import Goal, Outcome
from bench.part import Part
from bench.parts.writer import PYTHON_NAME, Files, files_of_big
from bench.session import Session

_LEVELS = range(1, 10)

_GOALS = (
    Goal(
        name="tar | pigz at equal size ÷ writer",
        relation="ratio",
        of="tar | pigz, size nearest",
        to="writer",
        bound=2,
        at_least=True,
    ),
)


def _pigz(files: Files, level: int) -> archivers.Pipe:
    return [
        archivers.gnu_tar(files.peers, files.tree),
        [files.peers["pigz"], f"-{level}", "-c"],
    ]


def _run(session: Session) -> Outcome:
    with files_of_big(session) as files:
        ours = files.ours("gzip")
        size = files.size(ours)
        session.say(f"{size.median:.0f} bytes; looking for the level of pigz that is nearest")
        level = archivers.nearest_level(
            lambda each: archivers.piped_size(_pigz(files, each), files.directory),
            _LEVELS,
            int(size.median),
        )
        tar = archivers.gnu_tar(files.peers, files.tree)
        out = str(files.directory / "peer.out")
        contestants = [
            ours,
            files.piped("tar | pigz, size nearest", _pigz(files, level)),
            files.piped("tar | gzip", [tar, [files.peers["gzip"], "-c"]]),
            files.piped(f"{PYTHON_NAME}, w:gz", [archivers.python_tar("w:gz", out, files.tree)]),
        ]
        sizes = [size, *(files.size(each) for each in contestants[1:])]
        measured = interleaved(contestants, session.runs, session.say)
        remark = f"{files.described} No peer hashes; the writer hashes files, tar and layer."
    return Outcome(measurements=[*measured, *sizes], goals=_GOALS, remarks=[remark])


PART = Part(
    name="writer-gzip",
    title="Writer alone, gzip",
    how="wall, against `tar | pigz` at equal size",
    minutes=5,
    run=_run,
)
