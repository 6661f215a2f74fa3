"""A console script of a wheel starts the image, finds the app, and the app finds its data."""

from pathlib import Path

from images.layout import read_layout

from e2e.containers import run_image

_IMAGE = Path("e2e/console_script/served_image_base")


def test_a_console_script_serves_an_app_of_ours() -> None:
    with run_image(_IMAGE) as container:
        answer = container.http_get("/world", port=8000, timeout=60)
        assert (answer.status, answer.body) == (200, b"Hello, world! one layer, one reason")
        assert "Traceback" not in container.stderr


def test_the_image_says_how_it_starts() -> None:
    """`args` stand behind the entry point; a port without a protocol is TCP's."""
    (image,) = read_layout(_IMAGE).images
    process = image.config_json["config"]
    assert process["Entrypoint"] == ["/app/venv/bin/uvicorn"]
    assert process["Cmd"][-1] == "e2e.console_script.served:app"
    assert process["ExposedPorts"] == {"8000/tcp": {}}
