"""Runs parts by name, keeps what they measured, writes the document."""

import argparse
import datetime as dt
import os
import sys
import time
import traceback
from collections.abc import Sequence
from pathlib import Path

from bench.document import result_of, write_document
from bench.errors import BenchError
from bench.machine import describe_machine
from bench.outcome import Result, read_result, write_result
from bench.part import Part
from bench.parts import PARTS
from bench.peers import install_peers
from bench.session import Session, cache_directory
from bench.snapshot import revision
from bench.tools import tool_versions

_USAGE = "./bazelw run //bench -- [--all | PART …]"

_EPILOG = """\
A PART is a name that --list shows, or how some of them begin: "writer" is three. Each part replaces
its own figures in bench/results and its own section of docs/benchmarks.md, and no others.
"""

_RUNS = 5


def main(argv: Sequence[str]) -> int:
    """Runs bench.

    Args:
        argv: the arguments.

    Returns:
        0; 1 if a part could not be measured, 2 if the arguments or the machine do not allow it.
    """
    options = _parser().parse_args(argv)
    repository = Path(os.environ.get("BUILD_WORKSPACE_DIRECTORY") or Path.cwd()).resolve()
    try:
        if options.list:
            sys.stdout.write(_listing())
            return 0
        if options.install_peers:
            install_peers(cache_directory(), lambda text: _say(f"peers: {text}"))
            return 0
        parts = chosen_parts(options.parts, every=options.all)
        if options.resume:
            parts = [part for part in parts if not _is_current(part, repository)]
        failed = [part.name for part in parts if not _measure(part, repository, options.runs)]
        write_document(repository)
    except BenchError as error:
        _say(f"bench: error: {error}")
        return 2
    _say(f"bench: docs/benchmarks.md{f', not measured: {failed}' if failed else ''}")
    return 1 if failed else 0


def chosen_parts(names: Sequence[str], *, every: bool) -> list[Part]:
    """Returns the parts that are asked for, in the order of the document.

    Args:
        names: of parts, or how some begin.
        every: all of them.

    Raises:
        BenchError: a name fits no part.
    """
    known = [part.name for part in PARTS]
    asked = set(known) if every else set()
    for name in names:
        named = {name} & set(known) or {each for each in known if each.startswith(name)}
        if not named:
            raise BenchError(f"part: expected one of {', '.join(known)}, got {name!r}")
        asked |= named
    return [part for part in PARTS if part.name in asked]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(usage=_USAGE, epilog=_EPILOG, description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help="what to measure")
    parser.add_argument("--all", action="store_true", help="every part")
    parser.add_argument(
        "--resume", action="store_true", help="leave out parts that were measured at this commit"
    )
    parser.add_argument("--list", action="store_true", help="show the parts and how long they take")
    parser.add_argument("--runs", type=int, default=_RUNS, help=f"of each contestant ({_RUNS})")
    parser.add_argument(
        "--install-peers", action="store_true", help="unpack programs that are missing, with apt"
    )
    return parser


def _listing() -> str:
    width = max(len(part.name) for part in PARTS) + 2
    return "".join(
        f"{part.name.ljust(width)}{part.minutes:>4g} min  {part.title}\n" for part in PARTS
    )


def _is_current(part: Part, repository: Path) -> bool:
    """Whether the figures of a part were taken at this commit."""
    src = result_of(part, repository)
    return src.is_file() and read_result(src).revision == revision(repository)


def _measure(part: Part, repository: Path, runs: int) -> bool:
    """Runs one part; what fails says why, and the next part has its turn."""
    session = Session(repository=repository, cache=cache_directory(), runs=runs, part=part.name)
    begin = time.monotonic()
    try:
        outcome = part.run(session)
    except Exception as error:  # noqa: BLE001  The next part has its turn.
        if not isinstance(error, BenchError):
            traceback.print_exc()
        session.say(f"error: {error}")
        return False
    finally:
        session.close()
    result = Result(
        part=part.name,
        runs=runs,
        taken=dt.datetime.now(dt.UTC).date().isoformat(),
        revision=revision(repository),
        machine=describe_machine(),
        versions=tool_versions(repository, cache_directory()),
        outcome=outcome,
    )
    write_result(result, result_of(part, repository))
    write_document(repository)
    session.say(f"done in {time.monotonic() - begin:.0f} s")
    return True


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
