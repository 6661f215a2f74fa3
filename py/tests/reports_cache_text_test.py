"""What a log of JSON tells, and what build events do."""

from pathlib import Path

import pytest
from reports_fixtures import error, output


@pytest.fixture(autouse=True)
def _in_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


EVENT = """\
{"id":{"started":{}},"started":{"uuid":"x"}}
{"id":{"buildMetrics":{}},"buildMetrics":{"actionSummary":{"actionData":[\
{"mnemonic":"PyLayerOwn","actionsExecuted":"3"},{"mnemonic":"Genrule","actionsExecuted":"1"}],\
"runnerCount":[{"name":"total","count":4},{"name":"worker","count":4}],\
"actionCacheStatistics":{"hits":20,"misses":4,"missDetails":[{"reason":"DIFFERENT_FILES","count":4}]}}}}
"""


def test_build_events(capsys: pytest.CaptureFixture[str]) -> None:
    Path("events").write_text(EVENT)

    assert output(capsys, "cache", "events") == (
        "actions of rules_py_layers\n"
        "action      not up to date\n"
        "PyLayerOwn               3\n"
        "processes of the whole build: 4 worker\n"
        "actions of the whole build: 20 up to date; not up to date: 4 DIFFERENT_FILES\n"
    )


def test_build_events_that_are_cut_off(capsys: pytest.CaptureFixture[str]) -> None:
    Path("events").write_text(EVENT.splitlines()[0] + "\n")

    assert "with buildMetrics at their end, got none" in error(capsys, "cache", "events")


@pytest.mark.parametrize("start", [b'{"a": "\xff', b'{\n"a": "\xff'])
def test_logs_that_are_no_text(capsys: pytest.CaptureFixture[str], start: bytes) -> None:
    Path("log").write_bytes(start)

    assert error(capsys, "cache", "log").startswith("log:")


JSON_LOG = """\
{
  "commandArgs": ["tool", "layer"],
  "environmentVariables": [{"name": "A", "value": "1"}],
  "platform": {"properties": []},
  "inputs": [
    {"path": "svc/main.py", "symlinkTargetPath": "", "digest": {"hash": "%s"}, "isTool": false},
    {"path": "tool.zip", "digest": {"hash": "70"}, "isTool": true}
  ],
  "listedOutputs": ["out.app.tar.zst"],
  "remotable": true,
  "mnemonic": "PyLayerOwn",
  "actualOutputs": [{"path": "out.app.tar.zst", "digest": {"hash": "0a", "sizeBytes": "2000"}}],
  "runner": "linux-sandbox",
  "cacheHit": false,
  "targetLabel": "@@//svc:app_layers",
  "metrics": {"totalTime": "1.5s"}
}
"""


def test_a_log_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    for name, digest in (("old", "aa"), ("new", "bb")):
        Path(name).write_text(JSON_LOG % digest)

    one = output(capsys, "cache", "new").splitlines()
    two = output(capsys, "cache", "old", "new")

    assert one[2] == "miss: linux-sandbox  PyLayerOwn  app     //svc:app_layers  1.50 s  2.0 kB"
    assert two == (
        "PyLayerOwn app //svc:app_layers: miss: linux-sandbox\n  input changed: svc/main.py\n"
    )


def test_a_log_of_json_that_is_cut_off(capsys: pytest.CaptureFixture[str]) -> None:
    Path("log").write_text((JSON_LOG % "aa")[:-10])

    assert "got one that ends within an entry" in error(capsys, "cache", "log")


def test_json_that_is_no_log(capsys: pytest.CaptureFixture[str]) -> None:
    Path("log").write_text('{\n "a": 1}')

    assert error(capsys, "cache", "log").startswith(
        "log: expected entries of an execution log, got '{\\n \"a\": 1}'.\n"
    )
