"""How long actions took: the trace of `bazel build --profile=FILE`.

Source: https://bazel.build/advanced/performance/json-trace-profile
"""

import dataclasses
import gzip
import json
from collections.abc import Collection
from pathlib import Path

from bench.errors import BenchError

FLAGS = ("--slim_profile=false", "--experimental_profile_include_target_label")

_ACTION = "action processing"

_SHOWN = 5


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class _Action:
    """One action; seconds since the build began."""

    mnemonic: str
    begin: float
    end: float


def action_seconds(src: Path, mnemonic: str) -> list[float]:
    """Returns how long each action of a mnemonic took, from its check for changes to its end.

    Args:
        src: the trace, gzip or not.
        mnemonic: of the actions.

    Raises:
        BenchError: it is no trace.
    """
    return _seconds_by_mnemonic(src).get(mnemonic, [])


def span_seconds(src: Path, mnemonics: Collection[str]) -> float:
    """Returns the time from the first start to the last end of the actions of some mnemonics.

    Args:
        src: the trace, gzip or not.
        mnemonics: of the actions.

    Raises:
        BenchError: it is no trace, or an action of each mnemonic is not in it.
    """
    actions = [action for action in _actions(src) if action.mnemonic in mnemonics]
    found = {action.mnemonic for action in actions}
    if found != set(mnemonics):
        raise BenchError(f"{src}: expected actions {sorted(mnemonics)!r}, got {sorted(found)!r}")
    return max(action.end for action in actions) - min(action.begin for action in actions)


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
    found: dict[str, list[float]] = {}
    for action in _actions(src):
        found.setdefault(action.mnemonic, []).append(action.end - action.begin)
    return found


def _actions(src: Path) -> list[_Action]:
    content = src.read_bytes()
    try:
        text = gzip.decompress(content) if src.suffix == ".gz" else content
        return [
            _Action(
                mnemonic=event["args"]["mnemonic"],
                begin=event["ts"] / 1e6,
                end=(event["ts"] + event["dur"]) / 1e6,
            )
            for event in json.loads(text)["traceEvents"]
            if event.get("cat") == _ACTION
        ]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BenchError(f"{src}: expected a trace of Bazel, got {error!r}") from None
