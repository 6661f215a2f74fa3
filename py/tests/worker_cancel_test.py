"""Cancelled, interrupted and repeated requests.

What must be running when something happens to it waits for a fifo that the test opens later.
"""

import errno
import os
import signal
from pathlib import Path

import pytest
from image_fixtures import REQUEST, write_layer
from layer_fixtures import Written, arguments, header, write_manifest
from layers.records import Plan, encode
from worker_fixtures import Worker, failure, success, wait_until

CANCELLED = {"exitCode": 0, "output": "", "requestId": 1, "wasCancelled": True}


@pytest.fixture(autouse=True)
def _in_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


class _Waiting:
    """A request for a layer that waits for its manifest."""

    def __init__(self) -> None:
        os.mkfifo("fifo")
        self.argv = arguments("fifo")

    def let_go(self) -> None:
        """Gives it the manifest, once it reads."""
        manifest = Path(write_manifest(header(), {"dest": "x"})).read_bytes()
        Path("fifo").write_bytes(manifest)


class _Writing:
    """A request for an image that has begun to write: each of its layers waits."""

    def __init__(self) -> None:
        digests = [f"sha256:{number:064}" for number in range(50)]
        layers = tuple(write_layer(digest[-2:], digest=digest) for digest in digests)
        self._fifos = [layer.tar for layer in layers]
        for fifo in self._fifos:
            Path(fifo).unlink()
            os.mkfifo(fifo)
        plan = Plan(schema_version=1, label="//svc", binary="//svc", root="app", layers=layers)
        Path("plan.json").write_text(encode(plan))
        Path("request.json").write_text(encode(REQUEST))
        self.argv = ["image", "--plan=plan.json", "--request=request.json", "--out=out", "--copy"]

    def wait(self) -> None:
        """Waits until the request has outputs."""
        wait_until(Path("out.part/oci-layout").exists)

    def let_go(self) -> None:
        """Gives it a layer after the other, a moment apart, until it stops."""
        for fifo in self._fifos:
            wait_until(lambda fifo=fifo: _is_given(fifo) or not Path("out.part").exists())


def _is_given(fifo: str) -> bool:
    """Opens and closes it, if somebody reads."""
    try:
        os.close(os.open(fifo, os.O_WRONLY | os.O_NONBLOCK))
    except OSError as error:
        if error.errno != errno.ENXIO:
            raise
        return False
    return True


def _outputs() -> list[str]:
    return sorted(name for name in os.listdir() if name.startswith("out"))


def test_a_request_is_cancelled_while_it_writes() -> None:
    with Worker() as worker:
        writing = _start_writing(worker)
        worker.send(requestId=1, cancel=True)
        # The cancellation is taken when the answer to what follows it is here.
        assert worker.ask("tar", requestId=2)["requestId"] == 2
        _assert_cancelled(worker, writing)
        assert worker.end() == 0


def test_a_layer_is_cancelled_in_the_middle_of_a_file() -> None:
    with open("large", "wb") as file:
        file.truncate(40 << 30)
    manifest = write_manifest(header(), {"dest": "large", "src": "large"})
    with Worker() as worker:
        worker.send(*arguments(manifest, "zstd"), requestId=1)
        wait_until(Path("out.tar.part").exists)
        worker.send(requestId=1, cancel=True)
        assert worker.answer() == CANCELLED
        assert _outputs() == []
        small = write_manifest(header(), {"dest": "x"}, at="small.jsonl")
        assert worker.ask(*arguments(small), requestId=1) == success(1)


def test_an_id_may_be_used_again_after_its_request_was_cancelled() -> None:
    waiting = _Waiting()
    with Worker() as worker:
        for answer in (CANCELLED, success(1)):
            worker.send(*waiting.argv, requestId=1)
            if answer is CANCELLED:
                worker.send(requestId=1, cancel=True)
                worker.ask("tar", requestId=2)
            waiting.let_go()
            assert worker.answer() == answer
    assert list(Written().members) == ["app", "app/x"]


def test_cancelling_what_does_not_run_does_nothing() -> None:
    manifest = write_manifest(header(), {"dest": "x"})
    with Worker() as worker:
        worker.send(requestId=5, cancel=True)
        assert worker.ask(*arguments(manifest), requestId=5) == success(5)
        worker.send(requestId=5, cancel=True)
        assert worker.ask(*arguments(manifest), requestId=5) == success(5)


def test_an_id_that_is_in_use_is_refused_and_the_first_goes_on() -> None:
    waiting = _Waiting()
    other = arguments(write_manifest(header(), {"dest": "x"}, at="other.jsonl"), out="other")
    with Worker() as worker:
        worker.send(*waiting.argv, requestId=4)
        assert worker.ask(*other, requestId=4) == failure(
            "worker: expected one request at a time with requestId 4, "
            "got another one before the first was answered.\n",
            4,
        )
        waiting.let_go()
        assert worker.answer() == success(4)
    assert _outputs() == ["out.json", "out.jsonl", "out.tar"]
    assert not Path("other.tar").exists()


@pytest.mark.parametrize(
    ("last", "code", "stderr"),
    [
        ("", 0, ""),
        (
            '{"arguments": ["layer", "--mani',
            1,
            "layers: error: worker: stdin ended in the middle of a request.\n",
        ),
    ],
)
def test_stdin_ends_while_a_request_writes(last: str, code: int, stderr: str) -> None:
    with Worker() as worker:
        writing = _start_writing(worker)
        worker.send_text(last)
        worker.close_stdin()
        _assert_cancelled(worker, writing)
        assert worker.end() == code
        assert worker.stderr == stderr


def test_a_worker_is_told_to_end_while_a_request_writes() -> None:
    with Worker() as worker:
        writing = _start_writing(worker)
        worker.signal(signal.SIGTERM)
        # Its stdin stays open, so that the signal alone can end it.
        _assert_cancelled(worker, writing)
        assert worker.wait() == 0
        worker.end()
        assert worker.stderr == ""


def _start_writing(worker: Worker) -> _Writing:
    writing = _Writing()
    worker.send(*writing.argv, requestId=1)
    writing.wait()
    return writing


def _assert_cancelled(worker: Worker, writing: _Writing) -> None:
    """Lets the request go on, which must end it and remove its outputs."""
    writing.let_go()
    assert worker.answer() == CANCELLED
    assert _outputs() == []
