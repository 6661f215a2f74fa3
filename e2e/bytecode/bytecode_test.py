"""An image with bytecode: what it imports was compiled before, by the names it has in the image."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from e2e.containers import Container, run_image

_CODE = re.compile(r"^# code object from '?(/[^']+?)'?$", re.MULTILINE)


@pytest.fixture(scope="module")
def verbose() -> Iterator[Container]:
    """The image, started once, with a Python that tells what it imports."""
    with run_image(Path(os.environ["IMAGE"]), env={"PYTHONVERBOSE": "1"}) as started:
        yield started


def test_nothing_is_compiled_at_start(verbose: Container) -> None:
    answer = verbose.http_get("/hello/world", port=8000, timeout=60)
    assert answer.status == 200, answer
    read = _CODE.findall(verbose.stderr)
    assert [src for src in read if not src.endswith(".pyc")] == []
    for part in ("fastapi/__pycache__/applications", "json/__pycache__/decoder", "greeting"):
        assert [src for src in read if part in src], part


def test_bytecode_names_the_source_in_the_image() -> None:
    code = (
        "import marshal, fastapi.applications, greeting, json.decoder, sys\n"
        "for m in (fastapi.applications, greeting, json.decoder):\n"
        "    print(marshal.loads(open(m.__cached__, 'rb').read()[16:]).co_filename)\n"
    )
    env = {"PYTHONPATH": "/app/runfiles/_main/e2e/greeting"}
    command = ["/app/venv/bin/python", "-c", code]
    with run_image(Path(os.environ["IMAGE"]), command=command, env=env) as container:
        assert container.wait(timeout=60).status == 0, container.stderr
        named = container.stdout.splitlines()
    assert named[0] == "/app/venv/site-packages/fastapi/applications.py"
    assert named[1] == "/app/runfiles/_main/e2e/greeting/greeting.py"
    assert re.fullmatch(r"/app/python/lib/python3\.\d+/json/decoder\.py", named[2])


def test_a_traceback_shows_the_source() -> None:
    command = ["/app/venv/bin/python", "-c", "import json; json.loads('{')"]
    with run_image(Path(os.environ["IMAGE"]), command=command) as container:
        assert container.wait(timeout=60).status == 1
        assert "return _default_decoder.decode(s)" in container.stderr
