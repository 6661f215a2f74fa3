"""The image starts read-only, as a random user, answers over HTTP and leaves on SIGTERM."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from e2e.containers import Container, run_image

_IMAGE = Path("e2e/hello_fastapi/hello-fastapi_image_base")
_PORT = 8000


@pytest.fixture(scope="module")
def container() -> Iterator[Container]:
    """The image, started once for all tests."""
    with run_image(_IMAGE) as started:
        yield started


def test_answers_with_what_library_and_data_file_say(container: Container) -> None:
    answer = container.http_get("/hello/world", port=_PORT, timeout=60)
    assert answer.status == 200, answer
    said = json.loads(answer.body)
    assert said["greeting"] == "Hello, world!"
    assert said["motto"] == "one layer, one reason"
    assert said["uid"] == container.user != 0


def test_runs_on_the_interpreter_of_the_image(container: Container) -> None:
    answer = container.http_get("/hello/world", port=_PORT, timeout=60)
    said = json.loads(answer.body)
    assert said["executable"] == "/app/venv/bin/python"
    assert said["prefix"] == "/app/venv"


def test_does_not_know_a_path_it_does_not_serve(container: Container) -> None:
    assert container.http_get("/elsewhere", port=_PORT, timeout=60).status == 404


def test_leaves_on_sigterm(container: Container) -> None:
    ended = container.stop()
    assert not ended.killed
    assert ended.seconds < 3
    assert ended.status == 0, container.stderr
    assert "Traceback" not in container.stderr
