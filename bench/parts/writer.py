"""The writer alone, one process, one layer of all packages of `big`: what its three parts share."""

import contextlib
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench import archivers, writer
from bench.interleaving import Contestant
from bench.outcome import Measurement
from bench.peers import find_peers
from bench.process import run_piped
from bench.session import Session

TREE = "tree"


class Files:
    """The packages of `big` unpacked, the writer beside them, and the peers."""

    def __init__(self, session: Session, directory: Path) -> None:
        """Builds and unpacks."""
        self.directory = directory
        self.tree = directory / TREE
        self.peers = find_peers(archivers.PEERS, session.cache)
        workspace = session.big()
        self.tree.mkdir()
        session.say("building the writer, unpacking the packages")
        self.writer = writer.make_writer(workspace, directory)
        self.content_bytes = writer.unpack_packages(workspace, self.tree, self.peers["tar"])
        self.count = writer.write_manifest(self.tree, directory / "manifest.jsonl")

    @property
    def described(self) -> str:
        """What is written, for the reader."""
        return f"{self.count} files, {self.content_bytes / 1e6:.0f} MB, read from the page cache."

    def ours(self, compression: str) -> Contestant:
        """Returns the writer: it hashes each file, the tar and what is compressed."""
        return Contestant(
            name="writer",
            command=f"python -I -S layers_tool.py layer --compression {compression} …",
            measure=lambda: self.write(compression),
            prepare=self.forget,
        )

    def write(self, compression: str, out: str = "ours") -> float:
        """Writes the layer once and returns seconds."""
        words = self.writer.arguments("manifest.jsonl", compression=compression, out=out)
        return run_piped([words], cwd=self.directory)

    def _shown(self, pipes: Sequence[archivers.Pipe]) -> str:
        """Returns pipes one after the other, without the directory that they work in."""
        return " ; ".join(map(archivers.shown, pipes)).replace(f"{self.directory}/", "")

    def piped(self, name: str, pipe: archivers.Pipe, *then: Sequence[str]) -> Contestant:
        """Returns a pipe whose output is a file, and a program that reads it afterwards."""
        return Contestant(
            name=name,
            command=self._shown([pipe, *([each] for each in then)]),
            measure=lambda: self._seconds(pipe, then),
            prepare=self.forget,
        )

    def size(self, contestant: Contestant) -> Measurement:
        """Returns the bytes that a contestant writes."""
        contestant.prepare()
        contestant.measure()
        out = "ours.tar" if contestant.name == "writer" else "peer.out"
        size = (self.directory / out).stat().st_size
        return Measurement(
            name=f"size: {contestant.name}", command="", unit="bytes", samples=[size]
        )

    def forget(self) -> None:
        """Deletes outputs, and waits for the disk to have written them."""
        for name in ("ours.tar", "peer.out"):
            (self.directory / name).unlink(missing_ok=True)
        os.sync()

    def _seconds(self, pipe: archivers.Pipe, then: Sequence[Sequence[str]]) -> float:
        out = self.directory / "peer.out"
        seconds = run_piped(pipe, cwd=self.directory, out=out)
        return seconds + sum(run_piped([each], cwd=self.directory) for each in then)


@contextlib.contextmanager
def files_of_big(session: Session) -> Iterator[Files]:
    """Gives the files, and deletes them."""
    with session.scratch() as directory:
        yield Files(session, directory)


PYTHON_NAME = f"tarfile of Python {sys.version_info.major}.{sys.version_info.minor}"
