"""A worker without a server: starts with its arguments, works, leaves in order on SIGTERM."""

import time
from pathlib import Path

from images.layout import read_layout

from e2e.containers import Container, run_image

_IMAGE = Path("e2e/queue_worker/mailer_image_base")


def test_a_worker_does_jobs_until_it_is_told_to_leave() -> None:
    with run_image(_IMAGE) as container:
        _wait_for("letters 3: Hello, reader!", container)
        ended = container.stop()
        stdout, stderr = container.stdout, container.stderr
    assert (ended.status, ended.killed, stderr) == (0, False, "")
    assert stdout.startswith("letters 1: Hello, reader!\nletters 2: ")
    assert stdout.endswith("\ndone in /tmp\n")


def test_the_image_says_what_its_app_was_told() -> None:
    """Every parameter of the process; and of labels ours and the user's."""
    (image,) = read_layout(_IMAGE).images
    process = image.config_json["config"]
    assert process["Entrypoint"] == ["/app/bin/mailer"]
    assert process["Cmd"] == ["--queue=letters"]
    assert "SECONDS_PER_JOB=0.05" in process["Env"]
    assert process["User"] == "65532:65532"
    assert process["WorkingDir"] == "/tmp"
    assert process["Labels"]["com.example.team"] == "post"
    assert process["Labels"]["org.opencontainers.image.title"] == "mailer"
    assert "ExposedPorts" not in process


def _wait_for(line: str, container: Container) -> None:
    end = time.monotonic() + 60
    while line not in container.stdout:
        assert time.monotonic() < end, container.stderr
        time.sleep(0.05)
