"""Both images of the index start and answer: this machine's, and linux/arm64 under qemu."""

import json
import os
import platform
from pathlib import Path

import pytest

from e2e.containers import Emulator, run_image

_IMAGE = Path("e2e/platforms/hello-platforms_image")
_QEMU = Path(os.environ["QEMU"])

_RUNTIMES: dict[str, str | Emulator] = {
    platform.machine(): "",
    "aarch64": Emulator(machine="aarch64", program=_QEMU),
}


@pytest.mark.parametrize("machine", _RUNTIMES)
def test_answers(machine: str) -> None:
    with run_image(_IMAGE, runtime=_RUNTIMES[machine]) as container:
        answer = container.http_get("/hello/world", port=8000, timeout=300)
        assert answer.status == 200, container.stderr
        assert json.loads(answer.body) == {
            "greeting": "Hello, world!",
            "machine": machine,
            "interpreter": f"linux-{machine}",
            "wheel": f"_pydantic_core.cpython-311-{machine}-linux-gnu.so",
        }
        # Not asked to end: qemu waits for the signal that uvicorn leaves with, which never comes to
        # the first process of a container.
