"""What is remembered of pushes: where the blobs of a registry went, harmless where it is wrong."""

from pathlib import Path

import pytest
from image_fixtures import read_json
from push.pushed import Pushed, cache_directory


@pytest.fixture(autouse=True)
def _in_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_what_is_remembered_of_a_blob_is_where_it_went_last() -> None:
    pushed = Pushed("a.io:1", Path("memory"))
    for name in ("one", "two", "three", "one", "four"):
        pushed.remember(name, ["sha256:1"])

    assert pushed.repositories() == {"sha256:1": ["four", "one", "three"]}
    assert read_json(Path("memory/a.io_1.json")) == {"sha256:1": ["four", "one", "three"]}


@pytest.mark.parametrize("text", ["", "[]", '{"sha256:1": "x"}', '{"sha256:1": [1]'])
def test_a_memory_that_is_broken_is_none(text: str) -> None:
    Path("memory").mkdir()
    Path("memory/a.io.json").write_text(text)
    pushed = Pushed("a.io", Path("memory"))

    assert not any(pushed.repositories().values())
    pushed.remember("one", ["sha256:1"])
    assert pushed.repositories() == {"sha256:1": ["one"]}


def test_a_memory_that_cannot_be_written_is_no_error() -> None:
    Path("memory").write_text("a file")

    Pushed("a.io", Path("memory/deep")).remember("one", ["sha256:1"])

    assert Pushed("a.io", Path("memory/deep")).repositories() == {}


def test_where_the_memory_is() -> None:
    assert cache_directory({"XDG_CACHE_HOME": "/c"}) == Path("/c/rules_py_layers/pushed")
