"""Keeps some files of Debian packages: `python3 -m e2e.base.files --output DIR …`.

For what tests need of another architecture: no package is installed and no script of one runs.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from e2e.base import archive, command, filesystem
from e2e.base.errors import DebianError


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns the exit status."""
    parser = command.parser("e2e.base.files")
    parser.add_argument("--packages", nargs="+", required=True, metavar="NAME[|NAME]")
    parser.add_argument("--keep", nargs="+", required=True, metavar="SRC=DEST")
    options = parser.parse_args(arguments)
    return command.exit_status("debian_files", lambda: _keep(options))


def _keep(options: argparse.Namespace) -> None:
    archive.require_tools()
    dest_by_src = dict(pair.split("=", 1) for pair in options.keep)
    with tempfile.TemporaryDirectory(prefix="debian_files.") as work:
        packages = archive.download(
            options.packages,
            source=archive.host_source(options.suite),
            architecture=options.architecture or archive.host_architecture(),
            work=Path(work),
        )
        write(kept(packages, dest_by_src), options.output)


def kept(packages: Iterable[Path], dest_by_src: Mapping[str, str]) -> dict[str, filesystem.Entry]:
    """Returns what is kept of packages, by its dest.

    Args:
        packages: .deb files.
        dest_by_src: files and directories of theirs, and where these go.

    Raises:
        DebianError: no package has a path that is to be kept; all such paths are listed.
    """

    def is_wanted(name: str) -> bool:
        return any(_is_below(name, src) for src in dest_by_src)

    content: dict[str, filesystem.Entry] = {}
    for package in packages:
        content |= filesystem.content_of(package, is_wanted)
    missing = [src for src in dest_by_src if not any(_is_below(name, src) for name in content)]
    if missing:
        raise DebianError(
            "the packages must have all that is kept of them, got packages without",
            evidence=map(repr, missing),
            fix="Correct the paths in `keep`: `dpkg-deb --contents` lists those of a package.",
        )
    return {
        dest + name.removeprefix(src): entry
        for name, entry in content.items()
        for src, dest in dest_by_src.items()
        if _is_below(name, src)
    }


def write(entries: Mapping[str, filesystem.Entry], directory: Path) -> None:
    """Writes files, and links to them; a link to anything else would dangle here."""
    for dest, entry in entries.items():
        path = directory / dest
        if entry.data is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(entry.data)
            path.chmod(entry.mode)
    for dest, entry in entries.items():
        path = directory / dest
        if entry.link and not entry.link.startswith("/") and (path.parent / entry.link).exists():
            path.symlink_to(entry.link)


def _is_below(path: str, root: str) -> bool:
    return path == root or path.startswith(f"{root}/")


if __name__ == "__main__":
    sys.exit(main())
