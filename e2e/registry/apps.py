"""The programs that push: built in a copy of this repository, started without Bazel between."""

import atexit
import dataclasses
import functools
import json
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from e2e.rebuild.checkout import Checkout, Circumstances

HELLO = "//e2e/hello_fastapi:hello-fastapi_image_push"
WORKER = "//e2e/two_services:worker_image_push"

_MAIN = "e2e/hello_fastapi/main.py"


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What a push left behind."""

    status: int
    stdout: str
    stderr: str

    @property
    def json(self) -> Any:
        """What `--json` told."""
        return json.loads(self.stdout)

    def titles(self, done: str) -> list[str]:
        """Returns what was sent, mounted or skipped, by what people call it."""
        return [part["title"] for part in self.json["parts"] if part["done"] == done]


class Apps:
    """Two services that share wheels, an interpreter and a base."""

    def __init__(self, directory: Path) -> None:
        """Builds both; `close` removes all.

        Args:
            directory: exists; gets a copy of the repository and the user's home.
        """
        self._directory = directory
        self._checkout = Checkout(
            directory / "checkout", Circumstances(umask=0o022, env={"PYTHONHASHSEED": "0"})
        )
        self.home = directory / "home"
        self.home.mkdir()
        self.build()

    def close(self) -> None:
        """Ends Bazel and removes the copy."""
        self._checkout.close()
        shutil.rmtree(self._directory)

    def build(self) -> None:
        """Builds both programs, and what starts them."""
        for target in (HELLO, WORKER):
            self._checkout.script(target, self._script(target))

    def edit(self) -> None:
        """Changes one line of hello_fastapi, and builds."""
        self._checkout.append(_MAIN, "# one line more")
        self.build()

    def push(self, target: str, host: str, *words: str, **environment: str) -> Told:
        """Pushes and waits for the end.

        Args:
            target: HELLO or WORKER.
            host: of the registry.
            *words: further arguments.
            **environment: over the user's, whose home is empty.
        """
        process = self.start(target, host, *words, **environment)
        stdout, stderr = process.communicate()
        return Told(status=process.returncode, stdout=stdout, stderr=stderr)

    def start(
        self, target: str, host: str, *words: str, **environment: str
    ) -> "subprocess.Popen[str]":
        """Pushes, and does not wait; the arguments are those of `push`.

        Ctrl-C reaches it also where tests run in the background of a shell, which has it ignored.
        """
        if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        return subprocess.Popen(
            [self._script(target), f"--registry={host}", *words],
            env={**self._environment(), **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def forget(self) -> None:
        """Removes what is remembered of pushes."""
        for file in (self.home / ".cache").rglob("*.json"):
            file.unlink()

    def _environment(self) -> Mapping[str, str]:
        """Returns a user's environment without credentials and proxies."""
        return {"HOME": str(self.home), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}

    def _script(self, target: str) -> Path:
        return self._directory / target.rpartition(":")[2]


@functools.cache
def shared_apps() -> Apps:
    """Returns the one copy that all tests of a run push from: building it takes minutes."""
    apps = Apps(Path(tempfile.mkdtemp(prefix="registry-")))
    atexit.register(apps.close)
    return apps


def kill(process: "subprocess.Popen[str]") -> Told:
    """Kills a push with all that it has started.

    Args:
        process: of `Apps.start`.
    """
    os.killpg(process.pid, signal.SIGKILL)
    stdout, stderr = process.communicate()
    return Told(status=process.returncode, stdout=stdout, stderr=stderr)
