"""A console script of a wheel starts the image, finds the app, and the app finds its data."""

import json
from pathlib import Path

from e2e.containers import run_image
from e2e.containers.image import read_image

_IMAGE = Path("e2e/console_script/served_image_base")


def test_a_console_script_serves_an_app_of_ours() -> None:
    with run_image(_IMAGE) as container:
        answer = container.http_get("/world", port=8000, timeout=60)
        assert (answer.status, answer.body) == (200, b"Hello, world! one layer, one reason")
        assert "Traceback" not in container.stderr


def test_the_image_says_how_it_starts() -> None:
    """`args` stand behind the entry point; a port without a protocol is TCP's."""
    image = read_image(_IMAGE)
    assert image.command[:2] == ["/app/venv/bin/uvicorn", "--host=0.0.0.0"]
    assert image.command[-1] == "e2e.console_script.served:app"
    configs = [
        json.loads(blob.read_bytes()) for blob in _IMAGE.glob("blobs/sha256/*") if _is_json(blob)
    ]
    (process,) = [config["config"] for config in configs if "rootfs" in config]
    assert process["ExposedPorts"] == {"8000/tcp": {}}


def _is_json(blob: Path) -> bool:
    with blob.open("rb") as file:
        return file.read(1) == b"{"
