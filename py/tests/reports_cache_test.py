"""What a compact execution log tells: hits, misses, and why an action ran again."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import zstandard
from google.protobuf.internal.encoder import _VarintBytes
from reports.schema.execution_log_pb2 import LogEntry
from reports_fixtures import error, json_of, output

OUT = "bazel-out/k8/bin/svc/app_layers.app.tar.zst"


@pytest.fixture(autouse=True)
def _in_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def _file(number: int, path: str, digest: str, size: int = 10) -> dict[str, Any]:
    return {"id": number, "file": {"path": path, "digest": {"hash": digest, "size_bytes": size}}}


def _spawn(**fields: Any) -> dict[str, Any]:
    spawn = {
        "args": ["tool", "layer"],
        "input_set_id": 10,
        "tool_set_id": 11,
        "outputs": [{"output_id": 3}],
        "target_label": "@@//svc:app_layers",
        "mnemonic": "PyLayerOwn",
        "runner": "linux-sandbox",
        "metrics": {"total_time": "1.500s"},
    }
    return {"spawn": spawn | fields}


def _entries(digest: str = "aa", **fields: Any) -> list[dict[str, Any]]:
    return [
        {"invocation": {"hash_function_name": "SHA-256", "id": "an-id"}},
        _file(1, "svc/main.py", digest),
        _file(2, "tool.zip", "70"),
        _file(3, OUT, f"0{digest}", size=2000),
        {"id": 11, "input_set": {"input_ids": [2]}},
        {"id": 10, "input_set": {"input_ids": [1], "transitive_set_ids": [11]}},
        _spawn(**fields),
    ]


def _log(name: str, entries: Sequence[dict[str, Any]]) -> str:
    """Writes what Bazel writes."""
    from google.protobuf import json_format  # noqa: PLC0415 - of this function alone

    content = b""
    for entry in entries:
        message = json_format.ParseDict(entry, LogEntry()).SerializeToString()
        content += _VarintBytes(len(message)) + message
    Path(name).write_bytes(zstandard.compress(content))
    return name


def test_a_miss_and_a_hit(capsys: pytest.CaptureFixture[str]) -> None:
    hit = _spawn(runner="disk cache hit", cache_hit=True, mnemonic="PyLayerMember")
    other = _spawn(mnemonic="CppCompile", runner="worker")
    log = _log("log", [*_entries(), hit, other])

    assert output(capsys, "cache", log) == (
        "actions that were not up to date\n"
        "result               action         origin  what                time    size\n"
        "miss: linux-sandbox  PyLayerOwn     app     //svc:app_layers  1.50 s  2.0 kB\n"
        "disk cache hit       PyLayerMember  pypi    //svc:app_layers  1.50 s  2.0 kB\n"
        "\n"
        "layers by origin\n"
        "origin  actions  hits   rate    time    size\n"
        "app           1     0    0 %  1.50 s  2.0 kB\n"
        "pypi          1     1  100 %  1.50 s  2.0 kB\n"
        "processes of the whole build: 1 disk cache hit, 1 linux-sandbox, 1 worker\n"
        "layers that were not up to date: 2, 1 of them from a cache\n"
    )


def test_json(capsys: pytest.CaptureFixture[str]) -> None:
    found = json_of(capsys, "cache", _log("log", _entries()))

    assert found["invocation"] == "an-id"
    assert found["processes_by_runner"] == {"linux-sandbox": 1}
    assert found["actions"] == [
        {
            "mnemonic": "PyLayerOwn",
            "label": "//svc:app_layers",
            "origin": "app",
            "runner": "linux-sandbox",
            "cache_hit": False,
            "seconds": 1.5,
            "size": 2000,
            "outputs": [{"path": OUT, "digest": "0aa", "size": 2000}],
        }
    ]


def _causes(capsys: pytest.CaptureFixture[str], *entries: Sequence[dict[str, Any]]) -> Any:
    logs = [_log(f"log{n}", one) for n, one in enumerate(entries)]
    (action,) = json_of(capsys, "cache", *logs)["actions"]
    return [
        tuple(v for k, v in cause.items() if v and k != "made_by") for cause in action["causes"]
    ]


def test_an_input_changed(capsys: pytest.CaptureFixture[str]) -> None:
    assert _causes(capsys, _entries("aa"), _entries("bb")) == [("input", "changed", "svc/main.py")]


def test_an_input_came_and_one_went(capsys: pytest.CaptureFixture[str]) -> None:
    old, new = _entries(), _entries()
    old[1]["file"]["path"], new[1]["file"]["path"] = "svc/old.py", "svc/new.py"

    assert _causes(capsys, old, new) == [
        ("input", "added", "svc/new.py"),
        ("input", "removed", "svc/old.py"),
    ]


def test_the_tool_changed(capsys: pytest.CaptureFixture[str]) -> None:
    new = _entries()
    new[2]["file"]["digest"]["hash"] = "71"

    assert _causes(capsys, _entries(), new) == [("tool", "changed", "tool.zip")]


def test_arguments_environment_and_platform(capsys: pytest.CaptureFixture[str]) -> None:
    new = _entries(
        args=["tool", "layer", "--level=9"],
        env_vars=[{"name": "TZ", "value": "UTC"}],
        platform={"properties": [{"name": "os", "value": "linux"}]},
    )

    assert _causes(capsys, _entries(), new) == [
        ("argument", "added", "--level=9"),
        ("environment", "added", "TZ"),
        ("platform", "added", "os"),
    ]
    swapped = _entries(args=["layer", "tool"])
    assert _causes(capsys, _entries(), swapped) == [("argument", "changed", "their order")]


def test_nothing_differs(capsys: pytest.CaptureFixture[str]) -> None:
    logs = [_log(name, _entries()) for name in ("old", "new")]

    assert output(capsys, "cache", *logs) == (
        "PyLayerOwn app //svc:app_layers: miss: linux-sandbox\n"
        "  nothing differs: no cache had the result, or none was asked\n"
    )


def test_an_action_that_the_earlier_log_has_not(capsys: pytest.CaptureFixture[str]) -> None:
    old, new = _log("old", _entries()[:1]), _log("new", _entries())

    assert "  not in the earlier log: it was up to date there" in output(capsys, "cache", old, new)
    assert output(capsys, "cache", new, old) == "every action of rules_py_layers was up to date\n"


def test_who_made_the_input_that_changed(capsys: pytest.CaptureFixture[str]) -> None:
    def entries(digest: str) -> list[dict[str, Any]]:
        made = _spawn(
            mnemonic="Genrule",
            target_label="@@//svc:gen",
            input_set_id=0,
            outputs=[{"output_id": 1}],
        )
        found = _entries(digest)
        return [*found[:-1], made, found[-1]]

    logs = [_log("old", entries("aa")), _log("new", entries("bb"))]

    assert output(capsys, "cache", *logs).splitlines()[1] == (
        "  input changed: svc/main.py, which Genrule of //svc:gen made"
    )


def test_sets_as_bazel_7_1_writes_them(capsys: pytest.CaptureFixture[str]) -> None:
    old, new = _entries("aa"), _entries("bb")
    for entries in (old, new):
        entries[5] = {"id": 10, "input_set": {"file_ids": [1], "transitive_set_ids": [11]}}
        entries[6]["spawn"]["outputs"] = [{"file_id": 3}]

    assert _causes(capsys, old, new) == [("input", "changed", "svc/main.py")]


def test_a_directory_is_its_files(capsys: pytest.CaptureFixture[str]) -> None:
    def entries(digest: str) -> list[dict[str, Any]]:
        found = _entries()
        files = [{"path": "a", "digest": {"hash": digest}}, {"path": "b"}]
        found[1] = {"id": 1, "directory": {"path": "tree", "files": files}}
        return found

    assert _causes(capsys, entries("1"), entries("2")) == [("input", "changed", "tree/a")]


def test_an_empty_log(capsys: pytest.CaptureFixture[str]) -> None:
    Path("log").write_bytes(b"")

    assert error(capsys, "cache", "log") == (
        "log: expected a compact execution log, got an empty file.\n"
        "Write it anew: bazel build --execution_log_compact_file=<file> <target>\n"
    )


def test_a_log_of_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert output(capsys, "cache", _log("log", _entries()[:1])) == (
        "processes of the whole build: none\n"
        "layers that were not up to date: 0, 0 of them from a cache\n"
    )


def test_another_format(capsys: pytest.CaptureFixture[str]) -> None:
    Path("log").write_bytes(b"\x0a\x04abcd")

    assert "got a file that starts with b'\\n\\x04ab'" in error(capsys, "cache", "log")


def test_a_log_that_is_cut_off(capsys: pytest.CaptureFixture[str]) -> None:
    _log("log", _entries())
    content = zstandard.decompress(Path("log").read_bytes())
    Path("log").write_bytes(zstandard.compress(content[:-3]))

    assert "expected a whole log, got one that ends within an entry" in error(
        capsys, "cache", "log"
    )


def test_a_bazel_that_is_not_known(capsys: pytest.CaptureFixture[str]) -> None:
    unknown = b"\x08\x01" + bytes([99 << 3 & 0x7F | 0x80, 99 >> 4]) + b"\x01"  # field 99
    Path("log").write_bytes(zstandard.compress(bytes([len(unknown)]) + unknown))

    assert error(capsys, "cache", "log") == (
        "log: expected entries of Bazel 7.1 to 9, got one of an unknown kind.\n"
        "Use a rules_py_layers that knows this Bazel.\n"
    )


def test_an_entry_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    log = _log("log", [entry for entry in _entries() if entry.get("id") != 1])

    assert "expected entry 1 before what names it" in error(capsys, "cache", log, log)


def test_logs_that_are_not_there_or_too_many(capsys: pytest.CaptureFixture[str]) -> None:
    assert error(capsys, "cache", "no").startswith("no: expected a log, got no file.\n")
    assert "got 3" in error(capsys, "cache", "a", "b", "c")


def test_which_actions_are_ours(capsys: pytest.CaptureFixture[str]) -> None:
    """Also those that write no layer; a layer of certificates is one of origin external."""
    names = ("PyLayerCertificates", "PyImageIndex", "PyLayerSbom", "CppCompile")
    log = _log("log", [*_entries()[:-1], *(_spawn(mnemonic=name) for name in names)])

    found = [(one["mnemonic"], one["origin"]) for one in json_of(capsys, "cache", log)["actions"]]

    assert found == [("PyLayerCertificates", "external"), ("PyImageIndex", ""), ("PyLayerSbom", "")]
