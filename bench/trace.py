"""How long actions took: the trace of `bazel build --profile=FILE`.

Source: https://bazel.build/advanced/performance/json-trace-profile
"""

import gzip
import json
from pathlib import Path

from bench.errors import BenchError

FLAGS = ("--slim_profile=false", "--experimental_profile_include_target_label")

_ACTION = "action processing"

_SHOWN = 5


def action_seconds(src: Path, mnemonic: str) -> list[float]:
    """Returns how long each action of a mnemonic took, from its check for changes to its end.

    Args:
        src: the trace, gzip or not.
        mnemonic: of the actions.

    Raises:
        BenchError: it is no trace.
    """
    return _seconds_by_mnemonic(src).get(mnemonic, [])


def describe(src: Path) -> str:
    """Returns a sentence on the actions that took longest, by mnemonic: "2 PyImage 0.08 s".

    Args:
        src: the trace of one build.

    Raises:
        BenchError: it is no trace.
    """
    found = _seconds_by_mnemonic(src)
    longest = sorted(found, key=lambda name: -sum(found[name]))[:_SHOWN]
    shown = [f"{len(found[name])} {name} {sum(found[name]):.2f} s" for name in longest]
    return f"Actions of one such build, times added up: {', '.join(shown)}."


def _seconds_by_mnemonic(src: Path) -> dict[str, list[float]]:
    content = src.read_bytes()
    found: dict[str, list[float]] = {}
    try:
        text = gzip.decompress(content) if src.suffix == ".gz" else content
        for event in json.loads(text)["traceEvents"]:
            if event.get("cat") == _ACTION:
                found.setdefault(event["args"]["mnemonic"], []).append(event["dur"] / 1e6)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BenchError(f"{src}: expected a trace of Bazel, got {error!r}") from None
    return found
