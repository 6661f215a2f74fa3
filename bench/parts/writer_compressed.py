"""The writer alone with a compressor, against `tar` and a peer at the level that gives its size."""

import dataclasses
from collections.abc import Callable, Sequence

from bench import archivers
from bench.interleaving import Contestant, interleaved
from bench.outcome import Goal, Outcome
from bench.part import Part
from bench.parts.writer import Files, files_of_big
from bench.session import Session


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Compressor:
    """One compression of ours, and who else makes it."""

    name: str
    """As of the flag `compression`."""
    command: Sequence[str]
    """Of the peer that is held to our size: its program, and its words before the level."""
    levels: range
    """Of the peer."""
    bound: float
    """The least ratio of its time to ours."""
    others: Callable[[Files], list[Contestant]]
    """More peers, at their own levels."""

    @property
    def peer(self) -> str:
        """Returns the peer as the document calls it."""
        return f"tar | {' '.join(self.command)}"


def compressed_part(compressor: Compressor, *, minutes: int) -> Part:
    """Returns the part that measures a compressor."""
    return Part(
        name=f"writer-{compressor.name}",
        title=f"Writer alone, {compressor.name}",
        how=f"wall, against `{compressor.peer}` at equal size",
        minutes=minutes,
        run=lambda session: _run(session, compressor),
    )


def _piped(files: Files, compressor: Compressor, level: int) -> archivers.Pipe:
    program, *words = compressor.command
    tar = archivers.gnu_tar(files.peers, files.tree)
    return [tar, [files.peers[program], *words, f"-{level}", "-c"]]


def _run(session: Session, compressor: Compressor) -> Outcome:
    nearest = f"{compressor.peer}, size nearest"
    with files_of_big(session) as files:
        ours = files.ours(compressor.name)
        size = files.size(ours)
        session.say(f"{size.median:.0f} bytes; looking for the peer's level that is nearest")
        level = archivers.nearest_level(
            lambda each: archivers.piped_size(_piped(files, compressor, each), files.directory),
            compressor.levels,
            int(size.median),
        )
        peer = files.piped(nearest, _piped(files, compressor, level))
        contestants = [ours, peer, *compressor.others(files)]
        sizes = [size, *(files.size(each) for each in contestants[1:])]
        measured = interleaved(contestants, session.runs, session.say)
        remark = f"{files.described} No peer hashes; the writer hashes files, tar and layer."
    goal = Goal(
        name=f"{compressor.peer} at equal size ÷ writer",
        relation="ratio",
        of=nearest,
        to="writer",
        bound=compressor.bound,
        at_least=True,
    )
    return Outcome(measurements=[*measured, *sizes], goals=(goal,), remarks=[remark])
