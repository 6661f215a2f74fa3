"""Requests and answers: what a request does wrong is in its answer, and the next goes on."""

import json
import resource
from pathlib import Path
from typing import Any

import pytest
from layer_fixtures import Written, arguments, header, put, run, write_manifest
from worker_fixtures import Worker, by_id, failure, success


def _not_json(shown: bytes) -> str:
    return (
        f"worker: expected a line with a WorkRequest, a JSON object, got {shown!r}.\n"
        "Start the worker from a Bazel that speaks the JSON protocol, "
        "or build with --spawn_strategy=sandboxed.\n"
    )


@pytest.fixture(autouse=True)
def _in_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def _layer(name: str) -> list[str]:
    """Writes the manifest of a layer of one file and returns the arguments that write it."""
    src = put(f"src/{name}", name.encode() * 1000)
    manifest = write_manifest(header(), {"dest": name, "src": src}, at=f"{name}.jsonl")
    return arguments(manifest, "zstd", out=name)


def test_one_request_after_the_other() -> None:
    with Worker() as worker:
        for name in ("a", "b"):
            assert worker.ask(*_layer(name)) == success()
            assert list(Written(name).members) == ["app", f"app/{name}"]
        assert worker.end() == 0
        assert worker.stderr == ""


def test_many_at_once_are_answered_once_each() -> None:
    count = 50
    with Worker() as worker:
        for number in range(1, count + 1):
            worker.send(*_layer(f"n{number}"), requestId=number)
        answers = by_id([worker.answer() for _ in range(count)])
    assert answers == {number: success(number) for number in range(1, count + 1)}
    for number in range(1, count + 1):
        assert Written(f"n{number}").content(f"app/n{number}") == f"n{number}".encode() * 1000


@pytest.mark.parametrize("order", ["one by one", "at once"])
def test_a_worker_writes_the_bytes_of_the_one_shot_program(order: str) -> None:
    names = ("a", "b", "c")
    argv = {name: _layer(name) for name in names}
    ends = (".tar", ".json", ".jsonl")
    alone = {}
    for name in names:
        assert run(argv[name]).returncode == 0
        alone[name] = [Path(f"{name}{end}").read_bytes() for end in ends]
        for end in ends:
            Path(f"{name}{end}").unlink()
    argv = {name: _layer(name) for name in names}
    with Worker() as worker:
        for number, name in enumerate(names, start=1):
            worker.send(*argv[name], requestId=number)
            if order == "one by one":
                worker.answer()
        for _ in names if order == "at once" else ():
            worker.answer()
    for name in names:
        assert [Path(f"{name}{end}").read_bytes() for end in ends] == alone[name]


def test_an_error_of_the_input_is_in_the_answer() -> None:
    with Worker() as worker:
        assert worker.ask("layer", "--tar", requestId=7) == failure(
            "layer: expected a value after --tar, got nothing.\nSee `layers layer --help`.\n", 7
        )
        assert worker.ask(*_layer("a")) == success()
        worker.end()
        assert worker.stderr == ""


def test_what_a_command_prints_is_no_answer() -> None:
    with Worker() as worker:
        assert worker.ask("layer", "--help") == success()
        assert worker.ask("--help") == success()
        worker.end()
        assert "layers layer: writes the files" in worker.stderr
        assert "layers COMMAND --help" in worker.stderr


def test_a_defect_has_its_traceback_in_the_answer() -> None:
    nested = Path("nested.jsonl")
    nested.write_text("[" * 200_000 + "\n")
    gone = ["report", "--plan", "gone.json", "--runfiles", "r", "--out", "o"]
    with Worker() as worker:
        for argv, error in (
            (arguments(str(nested)), "RecursionError: "),
            (gone, "FileNotFoundError: [Errno 2] No such file or directory: 'gone.json'"),
        ):
            answer = worker.ask(*argv, requestId=3)
            assert (answer["exitCode"], answer["requestId"]) == (1, 3)
            assert answer["output"].startswith("Traceback (most recent call last):\n")
            assert error in answer["output"].splitlines()[-1]
        assert worker.ask(*_layer("a")) == success()


def test_a_request_that_runs_out_of_memory_ends_alone() -> None:
    limit = 800 << 20
    with open("huge.jsonl", "wb") as file:
        file.truncate(limit)
    with Worker(
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    ) as worker:
        answer = worker.ask(*arguments("huge.jsonl"))
        assert answer["exitCode"] == 1
        assert answer["output"].splitlines()[-1].startswith("MemoryError")
        assert worker.ask(*_layer("a")) == success()


def test_fields_that_are_absent_null_or_unknown() -> None:
    inputs = [{"path": "src/a", "digest": "YQ=="}]
    request: dict[str, Any] = {"arguments": _layer("a"), "inputs": inputs, "verbosity": 10}
    request |= {"requestId": None, "cancel": False, "sandboxDir": None, "newInBazel99": {"a": []}}
    with Worker() as worker:
        worker.send_text(json.dumps(request) + "\n")
        assert worker.answer() == success()


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("{", _not_json(b"{\n")),
        ("[]", _not_json(b"[]\n")),
        ("", _not_json(b"\n")),
        (b"\xff\xfe{}", _not_json(b"\xff\xfe{}\n")),
        ("[" * 100_000, _not_json(b"[" * 60)),
        ("{}", "worker: expected a command as arguments of a WorkRequest, got [].\n"),
        (
            '{"arguments": ["layer", 1]}',
            "worker: expected a list of strings as arguments of a WorkRequest, got ['layer', 1].\n",
        ),
        (
            '{"arguments": "layer"}',
            "worker: expected a list as arguments of a WorkRequest, got 'layer'.\n",
        ),
        (
            '{"arguments": ["layer"], "requestId": "1"}',
            "worker: expected a whole number as requestId of a WorkRequest, got '1'.\n",
        ),
        (
            '{"arguments": ["layer"], "requestId": true}',
            "worker: expected a whole number as requestId of a WorkRequest, got True.\n",
        ),
        (
            '{"arguments": ["layer"], "requestId": -1}',
            "worker: expected a whole number from 0 of 31 bits as requestId of a WorkRequest, "
            "got -1.\n",
        ),
        (
            '{"arguments": ["layer"], "sandboxDir": ["' + "x" * 99 + '"]}',
            f"worker: expected a string as sandboxDir of a WorkRequest, got ['{'x' * 58}….\n",
        ),
    ],
)
def test_a_line_that_is_no_request(line: str | bytes, error: str) -> None:
    with Worker() as worker:
        worker.send_text((line if isinstance(line, bytes) else line.encode()) + b"\n")
        assert worker.answer() == failure(error)
        assert worker.ask(*_layer("a")) == success()


def test_what_is_wrong_with_a_field_is_told_to_the_request() -> None:
    with Worker() as worker:
        assert worker.ask("layer", requestId=9, cancel="yes") == failure(
            "worker: expected true or false as cancel of a WorkRequest, got 'yes'.\n", 9
        )
