"""A worker as Bazel starts one: a process of the program that answers lines on its stdin."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Any, Self

from layer_fixtures import PY

DEADLINE_SECONDS = 60.0
"""After which a test fails, and is not stuck."""


class Worker:
    """One worker process. Leaving the context closes its stdin and waits for its end."""

    def __init__(self, **options: Any) -> None:
        path = os.pathsep.join([str(PY), *filter(os.path.isabs, sys.path)])
        self._process = subprocess.Popen(
            [sys.executable, "-m", "layers", "--persistent_worker"],
            env=os.environ | {"PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            **options,
        )
        self._alarm = threading.Timer(DEADLINE_SECONDS, self._process.kill)
        self._alarm.start()
        self._ended = False
        self.stderr = ""
        """All of it, once the worker has ended."""

    def send(self, *arguments: str, **fields: Any) -> None:
        """Sends a request."""
        self.send_text(json.dumps({"arguments": arguments, **fields}) + "\n")

    def send_text(self, text: str | bytes) -> None:
        """Sends what may be no request."""
        assert self._process.stdin is not None
        self._process.stdin.write(text if isinstance(text, bytes) else text.encode())
        self._process.stdin.flush()

    def answer(self) -> dict[str, Any]:
        """Waits for the next answer."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line.endswith(b"\n"), f"no answer, stderr: {self.end()} {self.stderr}"
        found: dict[str, Any] = json.loads(line)
        return found

    def ask(self, *arguments: str, **fields: Any) -> dict[str, Any]:
        """Sends a request and waits for the next answer."""
        self.send(*arguments, **fields)
        return self.answer()

    def close_stdin(self) -> None:
        """Ends its input, and does not wait."""
        assert self._process.stdin is not None
        self._process.stdin.close()

    def signal(self, number: int) -> None:
        """Sends a signal."""
        self._process.send_signal(number)

    def wait(self) -> int:
        """Waits for its end and returns the exit code."""
        return self._process.wait()

    def end(self) -> int:
        """Ends its input, waits, and returns the exit code. No answer may be left."""
        assert self._process.stdout is not None
        assert self._process.stderr is not None
        self.close_stdin()
        left = self._process.stdout.read()
        self.stderr = self._process.stderr.read().decode()
        code = self._process.wait()
        self._alarm.cancel()
        self._ended = True
        self._process.stdout.close()
        self._process.stderr.close()
        assert left == b""
        return code

    def __enter__(self) -> Self:
        """Returns itself: the process has been started."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _: object, __: TracebackType | None
    ) -> None:
        """Ends the worker, by force if the test has failed."""
        if kind:
            self._process.kill()
            self._alarm.cancel()
        elif not self._ended:
            assert self.end() == 0


def wait_until(is_true: Callable[[], bool]) -> None:
    """Waits for something that another process does."""
    end = time.monotonic() + DEADLINE_SECONDS
    while not is_true():
        assert time.monotonic() < end
        time.sleep(0.01)


def success(request_id: int = 0) -> dict[str, Any]:
    """Returns the answer to a request that has nothing to say."""
    return {"exitCode": 0, "output": "", "requestId": request_id}


def failure(output: str, request_id: int = 0) -> dict[str, Any]:
    """Returns the answer to a request with wrong input."""
    return {"exitCode": 2, "output": f"layers: error: {output}", "requestId": request_id}


def by_id(answers: Sequence[dict[str, Any]]) -> dict[int, dict[str, Any]]:
    """Returns answers by their requests; one each."""
    found = {answer["requestId"]: answer for answer in answers}
    assert len(found) == len(answers)
    return found
