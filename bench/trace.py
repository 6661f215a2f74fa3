"""How long actions took: the trace of `bazel build --profile=FILE`.

Source: https://bazel.build/advanced/performance/json-trace-profile
"""

import gzip
import json
from pathlib import Path

from bench.errors import BenchError

FLAGS = ("--slim_profile=false", "--experimental_profile_include_target_label")

_ACTION = "action processing"


def action_seconds(src: Path, mnemonic: str) -> list[float]:
    """Returns how long each action of a mnemonic took, from its check for changes to its end.

    Args:
        src: the trace, gzip or not.
        mnemonic: of the actions.

    Raises:
        BenchError: it is no trace.
    """
    content = src.read_bytes()
    try:
        text = gzip.decompress(content) if src.suffix == ".gz" else content
        events = json.loads(text)["traceEvents"]
        return [
            event["dur"] / 1e6
            for event in events
            if event.get("cat") == _ACTION and event["args"].get("mnemonic") == mnemonic
        ]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BenchError(f"{src}: expected a trace of Bazel, got {error!r}") from None
