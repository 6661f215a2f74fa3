"""The writer alone with gzip, against `tar | pigz` at the level that gives the same size."""

from bench import archivers
from bench.interleaving import Contestant
from bench.parts.writer import PYTHON_NAME, Files
from bench.parts.writer_compressed import Compressor, compressed_part


def _others(files: Files) -> list[Contestant]:
    tar = archivers.gnu_tar(files.peers, files.tree)
    out = str(files.directory / "peer.out")
    return [
        files.piped("tar | gzip", [tar, [files.peers["gzip"], "-c"]]),
        files.piped(f"{PYTHON_NAME}, w:gz", [archivers.python_tar("w:gz", out, files.tree)]),
    ]


PART = compressed_part(
    Compressor(name="gzip", command=("pigz",), levels=range(1, 10), bound=2, others=_others),
    minutes=5,
)
