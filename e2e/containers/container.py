"""Runs an image layout from a test and talks to it."""

import base64
import contextlib
import dataclasses
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from e2e.containers.emulator import Emulator
from e2e.containers.errors import ContainerError
from e2e.containers.image import Image, read_image
from e2e.containers.runtimes import RUNTIMES, Process, starts
from e2e.containers.unpack import remove, unpack

_SUPERVISOR = Path(__file__).resolve().with_name("supervisor.py")
_USERS = range(20_000, 60_000)
"""Neither root, nor a person, nor nobody, nor the user of distroless images."""

_LAST_LINES = 20


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Response:
    """An answer of the container."""

    status: int
    headers: Mapping[str, str]
    """By lower-case name; of several with one name the last."""
    body: bytes


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Exit:
    """How the container ended."""

    status: int
    """Exit status; 128 plus the number of the signal that ended it."""
    seconds: float
    """From the request to end until the end."""
    killed: bool
    """It had not ended within the time."""


class Container:
    """A container that runs."""

    def __init__(self, scratch: Path, user: int) -> None:
        """Prepares what talks to it; `run_image` is the way to get one."""
        self.user = user
        """User and group id of its first process."""
        self.runtime = ""
        """What started it: one of `RUNTIMES`."""
        self._stdout = scratch / "stdout"
        self._stderr = scratch / "stderr"
        # A session of its own: it outlives a signal to the test's group and cleans up.
        self._supervisor = subprocess.Popen(
            [sys.executable, "-I", "-B", str(_SUPERVISOR)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    @property
    def stdout(self) -> str:
        """What it has written to stdout so far."""
        return self._stdout.read_text(errors="replace")

    @property
    def stderr(self) -> str:
        """What it has written to stderr so far."""
        return self._stderr.read_text(errors="replace")

    def http_get(
        self,
        path: str,
        timeout: float = 10,
        *,
        port: int = 8080,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """Asks the container over its own loopback interface; waits for it to listen.

        Args:
            path: with the leading slash and the query.
            timeout: seconds until the whole answer must be there.
            port: where the container listens.
            headers: by name.

        Raises:
            ContainerError: no answer; with what the container has written.
        """
        answer = self._ask(
            do="http", path=path, timeout=timeout, port=port, headers=dict(headers or {})
        )
        if "error" in answer:
            said = [*self.stdout.splitlines(), *self.stderr.splitlines()][-_LAST_LINES:]
            raise ContainerError(
                f"GET {path!r} on port {port} must be answered, got {answer['error']}",
                evidence=said or ["(the container has written nothing)"],
            )
        return Response(
            status=answer["status"],
            headers={name.lower(): value for name, value in answer["headers"]},
            body=base64.b64decode(answer["body"]),
        )

    def stop(self, timeout: float = 10, *, signal_number: int = signal.SIGTERM) -> Exit:
        """Signals the first process, as runtimes do, and waits; kills it after the timeout."""
        return Exit(**self._ask(do="stop", signal=int(signal_number), timeout=timeout))

    def wait(self, timeout: float = 10) -> Exit:
        """Waits for the end of a container that ends by itself; kills it after the timeout."""
        return Exit(**self._ask(do="wait", timeout=timeout))

    def start(self, process: Process, scratch: Path, runtime: str) -> None:
        """Starts it; called by `run_image`."""
        ways = [
            way for way in starts(process, scratch) if way["runtime"] == (runtime or way["runtime"])
        ]
        answer = self._ask(stdout=str(self._stdout), stderr=str(self._stderr), starts=ways)
        refusals = [f"{name}: {text}" for name, text in answer["refusals"].items()]
        self.runtime = answer["runtime"]
        if not self.runtime:
            raise ContainerError(
                f"one of {runtime or RUNTIMES!r} must start it, got no container",
                evidence=refusals or ["no bwrap on the PATH; runc and crun need root"],
                fix="Install bubblewrap and allow unprivileged user namespaces.",
            )
        lines = [f"container: {self.runtime} runs it as user {self.user}", *refusals]
        sys.stderr.write("\n  refused by ".join(lines) + "\n")

    def close(self) -> None:
        """Ends it and what started it."""
        self._supervisor.communicate()

    def _ask(self, **request: object) -> dict[str, Any]:
        assert self._supervisor.stdin
        assert self._supervisor.stdout
        with contextlib.suppress(BrokenPipeError):
            self._supervisor.stdin.write(f"{json.dumps(request)}\n")
            self._supervisor.stdin.flush()
        line = self._supervisor.stdout.readline()
        if not line:
            raise ContainerError(
                "its supervisor must answer, got its end",
                fix="Its traceback is above. Where it may not unshare: allow user namespaces.",
            )
        answer: dict[str, Any] = json.loads(line)
        return answer


@contextlib.contextmanager
def run_image(
    layout: Path,
    *,
    command: Sequence[str] = (),
    env: Mapping[str, str] | None = None,
    writable_tmp: bool = False,
    runtime: str | Emulator = "",
) -> Iterator[Container]:
    """Runs an image until the end of the `with` block.

    Args:
        layout: directory of an OCI image layout; its blobs may be links.
        command: instead of the image's entrypoint and command.
        env: added to the image's.
        writable_tmp: mount a tmpfs at /tmp; without it nothing but /dev/shm can be written.
        runtime: one of `RUNTIMES`, and no other; empty: the strongest that works. An emulator: the
            image is that of its machine.

    Raises:
        ContainerError: the layout is broken, or nothing here can start a container.
    """
    emulator = runtime if isinstance(runtime, Emulator) else None
    image = read_image(layout, emulator.machine if emulator else "")
    user = random.choice(_USERS)  # noqa: S311  Not a secret.
    scratch = Path(tempfile.mkdtemp(prefix="container-", dir=os.environ.get("TEST_TMPDIR")))
    root = scratch / "root"
    with contextlib.ExitStack() as stack:
        stack.callback(remove, scratch)
        unpack(image.layers, root)
        words = list(command) or image.command
        process = Process(
            root=root,
            command=emulator.command(root, words) if emulator else words,
            env=_environment(image, env or {}),
            cwd=image.cwd,
            user=user,
            writable_tmp=writable_tmp,
        )
        container = Container(scratch, user)
        stack.callback(container.close)
        container.start(process, scratch, "" if emulator else str(runtime))
        yield container


def _environment(image: Image, more: Mapping[str, str]) -> list[str]:
    pairs = dict(pair.split("=", 1) for pair in image.env)
    return [f"{name}={value}" for name, value in (pairs | dict(more)).items()]
