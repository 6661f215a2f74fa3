import gzip
import json
from pathlib import Path

import pytest

from bench import trace
from bench.errors import BenchError


def _trace(dest: Path, *actions: tuple[str, float, float]) -> Path:
    events = [
        {
            "cat": "action processing",
            "ts": begin * 1e6,
            "dur": seconds * 1e6,
            "args": {"mnemonic": name},
        }
        for name, begin, seconds in actions
    ]
    others = [{"cat": "general information", "name": "evaluate"}, {"ph": "M"}]
    text = json.dumps({"traceEvents": [*others, *events]}).encode()
    dest.write_bytes(gzip.compress(text) if dest.suffix == ".gz" else text)
    return dest


def test_a_span_is_from_the_first_start_to_the_last_end(tmp_path: Path) -> None:
    src = _trace(
        tmp_path / "profile.gz",
        ("PyLayerOwn", 0, 2),
        ("OCIDescriptor", 2, 1),
        ("OCIDescriptor", 2.5, 3),
        ("OCIImage", 6, 0.5),
    )
    assert trace.span_seconds(src, ("OCIDescriptor", "OCIImage")) == pytest.approx(4.5)
    assert trace.span_seconds(src, ("OCIImage",)) == pytest.approx(0.5)
    assert trace.action_seconds(src, "OCIDescriptor") == pytest.approx([1, 3])


def test_a_span_of_what_did_not_run_is_an_error(tmp_path: Path) -> None:
    src = _trace(tmp_path / "profile.json", ("PyImage", 0, 1))
    with pytest.raises(
        BenchError, match=r"expected actions \['OCIImage', 'PyImage'\], got \['PyImage'\]"
    ):
        trace.span_seconds(src, ("PyImage", "OCIImage"))
