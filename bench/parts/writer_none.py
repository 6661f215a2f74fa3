"""The writer alone, without compression: what copying, headers and hashes cost."""

from bench import archivers
from bench.interleaving import Contestant, interleaved
from bench.outcome import Goal, Outcome
from bench.part import Part
from bench.parts.writer import PYTHON_NAME, Files, files_of_big
from bench.session import Session

_GOALS = (
    Goal(
        name="GNU tar, then sha256sum ÷ writer",
        relation="ratio",
        of="GNU tar, then sha256sum",
        to="writer",
        bound=1,
        at_least=True,
    ),
)


def _contestants(files: Files) -> list[Contestant]:
    out = str(files.directory / "peer.out")
    hashed = [files.peers["sha256sum"], out]
    one_tar = str(files.directory / "whole.tar")
    gnu = [archivers.gnu_tar(files.peers, files.tree)]
    return [
        files.ours("none"),
        files.piped("GNU tar, then sha256sum", gnu, hashed),
        files.piped("bsdtar, then sha256sum", [archivers.bsd_tar(files.peers, files.tree)], hashed),
        files.piped(
            f"{PYTHON_NAME}, then sha256sum",
            [archivers.python_tar("w", out, files.tree)],
            hashed,
        ),
        files.piped(
            "limit: cp of the finished tar, then sha256sum",
            [[files.peers["cp"], one_tar, out]],
            hashed,
        ),
    ]


def _run(session: Session) -> Outcome:
    with files_of_big(session) as files:
        files.write("none", out="whole")
        measured = interleaved(_contestants(files), session.runs, session.say)
        remark = (
            f"{files.described} The writer hashes twice: each file for the listing, and the tar."
        )
    return Outcome(measurements=measured, goals=_GOALS, remarks=[remark])


PART = Part(
    name="writer-none",
    title="Writer alone, uncompressed",
    how="wall, against GNU tar and sha256sum of its output, one after the other",
    minutes=2,
    run=_run,
)
