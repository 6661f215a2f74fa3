"""What Bazel ran: `--execution_log_json_file`.

Source: https://github.com/bazelbuild/bazel/blob/7.7.1/src/main/protobuf/spawn.proto
"""

import dataclasses
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_SPACE = re.compile(r"\s*")


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Spawn:
    """One action of ours that ran."""

    mnemonic: str
    label: str
    runner: str
    """"linux-sandbox", "local", "worker", …: the strategy, not whether a worker is multiplex."""


def read_execution_log(src: Path) -> list[Spawn]:
    """Returns the actions of rules_py_layers that were executed, and no others."""
    return [
        Spawn(mnemonic=mnemonic, label=record["targetLabel"], runner=record["runner"])
        for record in _records(src.read_text())
        if (mnemonic := record["mnemonic"]).startswith("PyLayer") or mnemonic == "PyImage"
    ]


def _records(text: str) -> Iterator[dict[str, Any]]:
    """Gives one object after the other: the file is no list."""
    decoder, position = json.JSONDecoder(), 0
    while position < len(text):
        record, end = decoder.raw_decode(text, position)
        yield record
        position = _end_of_space(text, end)


def _end_of_space(text: str, start: int) -> int:
    space = _SPACE.match(text, start)
    return space.end() if space else start
