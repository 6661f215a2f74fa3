"""Cancellation as a command sees it: outputs of a cancelled request are not there."""

import contextvars
import os
from pathlib import Path

import pytest
from layers.outputs import whole_directory, whole_files
from layers.serving import request
from layers.serving.request import Cancelled, stop_if_cancelled


def _cancelled() -> bool:
    return True


def _enter_and_write(kind: str) -> None:
    request.enter(_cancelled)
    if kind == "files":
        with whole_files("a", "b") as parts:
            for part in parts:
                Path(part).write_text("x")
            stop_if_cancelled()
    with whole_directory("a") as part:
        (part / "x").write_text("x")
        stop_if_cancelled()


@pytest.mark.parametrize("kind", ["files", "directory"])
def test_outputs_of_a_cancelled_request_are_removed(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Cancelled):
        contextvars.copy_context().run(_enter_and_write, kind)
    assert os.listdir() == []
    stop_if_cancelled()
