"""Does one job and ends: no server, and packages of several wheels in the namespace `google`."""

import importlib.metadata
import importlib.resources

import click
import from_next_door
import google.api_core.exceptions
import google.cloud.client
import pydantic
import setuptools

from e2e.greeting.greeting import greet

_NAMES_WITH_SPACES = ("launcher manifest.xml", "script (dev).tmpl")
"""Data files of setuptools, which rules and globs like to lose."""


class Job(pydantic.BaseModel):
    """What the worker has done."""

    name: str
    errors: list[str]
    versions: dict[str, str]
    knock: str
    greeting: str


def _do(name: str) -> Job:
    """Uses a module, a data file or the metadata of each wheel that the worker depends on."""
    files = importlib.resources.files(setuptools)
    missing = [file for file in _NAMES_WITH_SPACES if not files.joinpath(file).read_bytes()]
    error = google.api_core.exceptions.NotFound("no such job")
    client = google.cloud.client.ClientWithProject
    packages = ("google-api-core", "google-cloud-core", "setuptools")
    return Job(
        name=f"{client.__module__}: {name}",
        errors=[*missing, str(error)],
        knock=from_next_door.KNOCK,
        greeting=greet("worker"),
        versions={package: importlib.metadata.version(package) for package in packages},
    )


@click.command()
@click.argument("name", default="job")
def main(name: str) -> None:
    """Does the job NAME."""
    click.echo(_do(name).model_dump_json())
    click.echo("OK")


if __name__ == "__main__":
    main()
