"""Takes jobs from a queue until SIGTERM; then ends the job it is at, and no other."""

import itertools
import os
import signal
import threading
from pathlib import Path
from types import FrameType

import click

from e2e.greeting.greeting import greet

_ended = threading.Event()


def _end(_signal: int, _frame: FrameType | None) -> None:
    _ended.set()


@click.command()
@click.option("--queue", required=True)
def main(queue: str) -> None:
    """Works on QUEUE."""
    signal.signal(signal.SIGTERM, _end)
    seconds = float(os.environ["SECONDS_PER_JOB"])
    for number in itertools.count(1):
        click.echo(f"{queue} {number}: {greet('reader')}")
        if _ended.wait(seconds):
            break
    click.echo(f"done in {Path.cwd()}")


if __name__ == "__main__":
    main()
