"""What somebody starts in the same image before an update."""

import os
from pathlib import Path

import click
import steps

from e2e.greeting.greeting import greet


@click.command()
@click.option("--to", type=int, required=True)
def main(to: int) -> None:
    """Takes the steps up to TO."""
    known = Path(os.environ["RUNFILES_DIR"], "_main/e2e/programs/migrations.txt").read_text()
    click.echo(greet("keeper"))
    for step in steps.up_to(to, known.splitlines()):
        click.echo(step)


if __name__ == "__main__":
    main()
