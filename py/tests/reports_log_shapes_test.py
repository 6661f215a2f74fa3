"""Logs of JSON whose values have another shape than Bazel gives them: an error, not a traceback."""

from pathlib import Path

import pytest
from reports_fixtures import error


@pytest.fixture(autouse=True)
def _in_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_build_events_of_another_shape(capsys: pytest.CaptureFixture[str]) -> None:
    Path("events").write_text('{"buildMetrics": []}\n')

    assert error(capsys, "cache", "events") == (
        "events: expected buildMetrics in the shape that Bazel gives it, got another.\n"
        "  AttributeError(\"'list' object has no attribute 'get'\")\n"
        "Write them anew: bazel build --build_event_json_file=<file> <target>, "
        "or for each action --execution_log_compact_file=<file>\n"
    )


@pytest.mark.parametrize(
    "metrics",
    [
        "1",
        '{"actionSummary": []}',
        '{"actionSummary": {"actionData": 1}}',
        '{"actionSummary": {"actionData": [1]}}',
        '{"actionSummary": {"actionData": [{"actionsExecuted": "1"}]}}',
        '{"actionSummary": {"runnerCount": [{"name": "total", "count": "many"}]}}',
        '{"actionSummary": {"runnerCount": [{"name": "total", "count": Infinity}]}}',
        '{"actionSummary": {"actionCacheStatistics": {"hits": null}}}',
        '{"actionSummary": {"actionCacheStatistics": {"missDetails": [[]]}}}',
    ],
)
def test_metrics_of_another_shape(capsys: pytest.CaptureFixture[str], metrics: str) -> None:
    Path("events").write_text(f'{{"buildMetrics": {metrics}}}\n')

    assert error(capsys, "cache", "events").startswith(
        "events: expected buildMetrics in the shape that Bazel gives it, got another.\n"
    )


ENTRY = """\
{
  "mnemonic": "PyLayerOwn", "targetLabel": "//svc:app_layers", "runner": "linux-sandbox",
  %s, "actualOutputs": [{"path": "out.app.tar.zst"}]
}
"""


@pytest.mark.parametrize(
    "field",
    [
        '"inputs": [1]',
        '"inputs": [{"digest": {}}]',
        '"inputs": [], "platform": [1]',
        '"inputs": [], "environmentVariables": [{"value": "1"}]',
        '"inputs": [], "metrics": {"totalTime": "long"}',
        '"inputs": [], "targetLabel": 1',
    ],
)
def test_entries_of_another_shape(capsys: pytest.CaptureFixture[str], field: str) -> None:
    for name, content in (("old", '"inputs": []'), ("new", field)):
        Path(name).write_text(ENTRY % content)

    assert error(capsys, "cache", "old", "new").startswith(
        "new: expected an entry in the shape that Bazel gives it, got another.\n"
    )
