"""A command that only needs to import its one dependency."""

import click


@click.command()
def main() -> None:
    """Says that it runs."""
    click.echo("runs")


if __name__ == "__main__":
    main()
