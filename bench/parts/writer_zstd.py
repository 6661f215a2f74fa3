"""The writer alone with zstd, against `tar | zstd -T0` at the level that gives the same size."""

from bench import archivers
from bench.interleaving import Contestant
from bench.parts.writer import Files
from bench.parts.writer_compressed import Compressor, compressed_part


def _others(files: Files) -> list[Contestant]:
    tar = archivers.bsd_tar(files.peers, files.tree, "--zstd")
    return [files.piped("bsdtar --zstd", [tar])]


PART = compressed_part(
    Compressor(name="zstd", command=("zstd", "-T0"), levels=range(1, 13), bound=1, others=_others),
    minutes=2,
)
