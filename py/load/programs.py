"""How an engine's own program is asked, run, and given an image on its standard input."""

import contextlib
import dataclasses
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO, cast

from load.errors import EngineError

_SECONDS = 30
"""An engine on another machine that does not answer until then is not there."""

_SHOWN_LINES = 6


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Advice:
    """What a user does about an engine that does not answer: sentences."""

    start: str
    """For one that is not running."""

    allow: str
    """For one that this user may not ask."""


def find(program: str, engine: str) -> str:
    """Returns the path of a program.

    Raises:
        EngineError: if PATH has none.
    """
    found = shutil.which(program)
    if found is None:
        raise EngineError(
            f"{engine}: expected the program {program!r} on PATH, got none",
            fix=f"Install {engine}, or choose another engine with --runtime.",
        )
    return found


def ask(engine: str, command: Sequence[str], advice: Advice) -> str:
    """Returns what a program of an engine prints to stdout.

    Args:
        engine: for errors.
        command: the program and its arguments.
        advice: for errors.

    Raises:
        EngineError: if it fails, or takes too long.
    """
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise unanswered(engine, repr(error), (), advice) from None
    if done.returncode:
        said = _last_lines(done.stderr or done.stdout)
        raise unanswered(engine, f"exit status {done.returncode}", said, advice)
    return done.stdout


def unanswered(engine: str, got: str, said: Sequence[str], advice: Advice) -> EngineError:
    """Returns the error of an engine that does not answer.

    Args:
        engine: its name.
        got: in place of an answer.
        said: lines of its program.
        advice: one of its sentences is the last of the text.
    """
    is_forbidden = any("permission denied" in line.lower() for line in said)
    return EngineError(
        f"{engine}: expected the engine to answer, got {got}",
        evidence=said,
        fix=advice.allow if is_forbidden else advice.start,
    )


def run(command: Sequence[str], directory: Path) -> str:
    """Runs a program that shows its own progress on stderr.

    Args:
        command: the program and its arguments.
        directory: where it runs.

    Returns:
        What it prints to stdout.

    Raises:
        EngineError: if it fails.
    """
    done = subprocess.run(command, cwd=directory, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise _not_taken(command, done.returncode, ())
    return done.stdout


def feed(command: Sequence[str], write: Callable[[BinaryIO], None]) -> None:
    """Runs a program that reads an image from its stdin.

    Args:
        command: the program and its arguments.
        write: writes the image. If it raises, the program ends before it has read a whole one.

    Raises:
        EngineError: if the program fails; the error has what it said.
    """
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=said, stderr=said) as process,
    ):
        _write(process, write)
        status = process.wait()
        if status:
            said.seek(0)
            lines = _last_lines(said.read().decode(errors="replace"))
            raise _not_taken(command, status, lines)


def _write(process: subprocess.Popen[bytes], write: Callable[[BinaryIO], None]) -> None:
    out = cast("BinaryIO", process.stdin)
    try:
        write(out)
    except BrokenPipeError:
        pass  # It reads no more: its exit status and its words say why.
    except BaseException:
        process.kill()
        raise
    finally:
        with contextlib.suppress(BrokenPipeError):
            out.close()


def _not_taken(command: Sequence[str], status: int, said: Sequence[str]) -> EngineError:
    return EngineError(
        f"{' '.join(command)}: expected to take the image, got exit status {status}",
        evidence=said,
        fix=f"{'The lines above are' if said else 'Above is'} what it said.",
    )


def _last_lines(said: str) -> Sequence[str]:
    """Returns the end of what a program said, without empty lines."""
    lines = [line.strip() for line in said.splitlines()]
    return [line for line in lines if line][-_SHOWN_LINES:]
