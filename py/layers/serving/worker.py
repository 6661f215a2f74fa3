"""The program as a persistent worker: one process that runs many requests, several at once.

Bazel writes one JSON object a line to stdin and reads one answer per request from stdout. What a
request does wrong stays in its answer: each runs in a thread and in a context of its own, which
holds its sandbox and whether it is cancelled.

Source: https://bazel.build/remote/creating
"""

from __future__ import annotations

import contextlib
import contextvars
import json
import os
import signal
import sys
import threading
import traceback

from layers.errors import LayersError, RequestError
from layers.record import Record
from layers.serving import execution_root, request
from layers.serving.work_request import read_request

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from layers.serving.work_request import WorkRequest

    RunCommand = Callable[[Sequence[str]], None]

_INPUT_ERROR = 2
"""Exit code where the input is not what it must be, as of the program itself."""


class _Running(Record):
    thread: threading.Thread
    cancelled: threading.Event


def serve(run: RunCommand) -> int:
    """Answers requests until stdin ends; what still runs then is cancelled.

    Args:
        run: runs a command and raises what is wrong with it. Called in several threads at once.

    Returns:
        The exit code of the process: 1 if stdin ends within a line.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    worker = _Worker(run, _take_stdout())
    try:
        for line in sys.stdin.buffer:
            if not line.endswith(b"\n"):
                sys.stderr.write("layers: error: worker: stdin ended in the middle of a request.\n")
                return 1
            worker.take(line)
    finally:
        worker.close()
    return 0


def _take_stdout() -> int:
    """Returns a descriptor of stdout; what anything else writes there goes to stderr from now on.

    One stray line between the answers, and Bazel takes the worker for broken.
    """
    answers = os.dup(1)
    os.dup2(2, 1)
    return answers


class _Worker:
    """The requests that run, by their ids."""

    def __init__(self, run: RunCommand, answers: int) -> None:
        self._run = run
        self._answers = answers
        self._lock = threading.Lock()
        """Guards `_running` and keeps answers whole."""
        self._running: dict[int, _Running] = {}

    def take(self, line: bytes) -> None:
        """Starts or cancels what a line asks for, and does not wait for it."""
        try:
            asked = read_request(line)
            if asked.cancel:
                self._cancel(asked.request_id)
            else:
                self._start(asked)
        except RequestError as error:
            self._answer(error.request_id, _INPUT_ERROR, _text(error))

    def close(self) -> None:
        """Cancels everything and waits until it has removed its outputs."""
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        with self._lock:
            running = list(self._running.values())
        for one in running:
            one.cancelled.set()
        for one in running:
            one.thread.join()

    def _cancel(self, request_id: int) -> None:
        """Bazel may cancel what is answered already: then there is nothing to do."""
        with self._lock:
            running = self._running.get(request_id)
        if running:
            running.cancelled.set()

    def _start(self, asked: WorkRequest) -> None:
        cancelled = threading.Event()
        context = contextvars.copy_context()
        thread = threading.Thread(
            target=context.run, args=(self._serve, asked, cancelled), daemon=True
        )
        with self._lock:
            if asked.request_id in self._running:
                raise RequestError(
                    f"worker: expected one request at a time with requestId {asked.request_id}, "
                    "got another one before the first was answered",
                    request_id=asked.request_id,
                )
            self._running[asked.request_id] = _Running(thread=thread, cancelled=cancelled)
        try:
            thread.start()
        except RuntimeError:
            with self._lock:
                del self._running[asked.request_id]
            raise RequestError(
                f"worker: expected a thread for requestId {asked.request_id}, got none",
                request_id=asked.request_id,
                fix="Let fewer processes run at once, or build with --spawn_strategy=sandboxed.",
            ) from None

    def _serve(self, asked: WorkRequest, cancelled: threading.Event) -> None:
        execution_root.enter(asked.sandbox_dir)
        request.enter(cancelled.is_set)
        exit_code, output, was_cancelled = 0, "", False
        try:
            self._run(asked.arguments)
        except request.Cancelled:
            was_cancelled = True
        except LayersError as error:
            exit_code, output = _INPUT_ERROR, _text(error)
        except SystemExit as ended:
            exit_code, output = _exit_code_and_text(ended)
        except BaseException as defect:  # noqa: BLE001 - MemoryError and all: the next must go on
            exit_code, output = 1, _traceback(defect)
        self._answer(asked.request_id, exit_code, output, was_cancelled=was_cancelled)

    def _answer(
        self, request_id: int, exit_code: int, output: str, *, was_cancelled: bool = False
    ) -> None:
        """Writes an answer; the id may be used again once Bazel has it."""
        answer = {"exitCode": exit_code, "output": output, "requestId": request_id}
        if was_cancelled:
            answer["wasCancelled"] = True
        line = json.dumps(answer).encode() + b"\n"
        with self._lock:
            running = self._running.get(request_id)
            if running and running.thread is threading.current_thread():
                del self._running[request_id]
            _write_all(self._answers, line)


def _write_all(descriptor: int, data: bytes) -> None:
    # Nobody reads any more: then stdin has ended too, or will.
    with contextlib.suppress(BrokenPipeError):
        while data:
            data = data[os.write(descriptor, data) :]


def _text(error: LayersError) -> str:
    return f"layers: error: {error}\n"


def _exit_code_and_text(ended: SystemExit) -> tuple[int, str]:
    """Reads what `sys.exit` was given, as the interpreter would."""
    if ended.code is None or isinstance(ended.code, int):
        return ended.code or 0, ""
    return 1, f"{ended.code}\n"


def _traceback(defect: BaseException) -> str:
    try:
        lines: Iterable[str] = traceback.format_exception(defect)
    except Exception:  # noqa: BLE001 - a defect that cannot even be shown is a defect still
        lines = (f"{type(defect).__name__}, which could not be shown\n",)
    return "".join(lines)
