"""Greets, with a package."""

import os

import click

if __name__ == "__main__":
    click.echo(f"{os.environ['GREETING']}, world!")
