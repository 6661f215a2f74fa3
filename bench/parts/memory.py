"""Peak memory of the writer on a package of 3 GB."""

import random
from functools import partial
from pathlib import Path

from bench import writer
from bench.interleaving import Contestant, interleaved
from bench.outcome import Goal, Outcome
from bench.part import Part
from bench.process import peak_memory
from bench.session import Session

_FILES = 3
_BLOCK_BYTES = 50_000_000
_BLOCKS = 20
"""Of a file: 1 GB each."""

_COMPRESSIONS = ("none", "zstd", "gzip")

_GOALS = tuple(
    Goal(
        name=f"peak memory, {compression}",
        relation="value",
        of=f"peak memory, {compression}",
        bound=300_000_000,
        at_least=False,
    )
    for compression in _COMPRESSIONS
)

_REMARKS = (
    "Three files of 1 GB, half of it random. The peak is what the kernel counts as `ru_maxrss`.",
)


def _write_package(dest: Path) -> None:
    """Writes files of blocks that are half random and half zeros, so that compressors work."""
    block = random.Random(0).randbytes(_BLOCK_BYTES // 2) + bytes(_BLOCK_BYTES // 2)  # noqa: S311
    dest.mkdir(parents=True)
    for number in range(_FILES):
        with (dest / f"library{number}.so").open("wb") as file:
            for _ in range(_BLOCKS):
                file.write(block)


def _run(session: Session) -> Outcome:
    with session.scratch() as scratch:
        session.say("building the writer, writing 3 GB")
        tool = writer.make_writer(session.big(), scratch)
        _write_package(scratch / "tree" / "app" / "package")
        writer.write_manifest(scratch / "tree", scratch / "manifest.jsonl")
        commands = {
            name: tool.arguments("manifest.jsonl", compression=name) for name in _COMPRESSIONS
        }
        contestants = [
            Contestant(
                name=f"peak memory, {name}",
                command=f"python -I -S layers_tool.py layer --compression {name} …",
                unit="bytes",
                measure=partial(peak_memory, command, cwd=scratch),
            )
            for name, command in commands.items()
        ]
        measured = interleaved(contestants, session.runs, session.say)
    return Outcome(measurements=measured, goals=_GOALS, remarks=_REMARKS)


PART = Part(
    name="memory",
    title="Memory for a package of 3 GB",
    how="peak of resident memory of the writer, in bytes",
    minutes=6,
    run=_run,
)
