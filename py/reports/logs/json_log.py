"""An execution log in the JSON format, which also Bazels write that have no compact one.

Source: https://bazel.build/reference/command-line-reference#flag--execution_log_json_file
"""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import ContextDecorator
from pathlib import Path
from typing import Any

from reports.errors import LogError
from reports.logs.execution_log import LINK, ExecutionLog, Output, Spawn, plain_label
from reports.logs.shape import shape_of_bazel

_SPACE = re.compile(r"\s*")
_FIELDS = ("mnemonic", "targetLabel", "runner", "inputs")
"""Some that every entry has, by which it is told from other JSON."""

_WRITE_ANEW = "Write it anew: bazel build --execution_log_json_file=<file> <target>"


def read_json_log(source: str, text: str) -> ExecutionLog:
    """Reads a log.

    Args:
        source: as the user named it.
        text: one object after the other.

    Raises:
        LogError: if it is cut off, or not a log.
    """
    shape = shape_of_bazel(source, "an entry", _WRITE_ANEW)
    read = shape(_spawn)
    return ExecutionLog(source, [read(value, shape) for value in _objects(source, text)])


def is_json_log(log: Path) -> bool:
    """Tells whether a file has this format: objects over several lines, unlike build events."""
    with log.open("rb") as file:
        return file.readline().strip() == b"{"


def _objects(source: str, text: str) -> Iterator[Mapping[str, Any]]:
    decoder, position = json.JSONDecoder(), 0
    while position < len(text):
        try:
            value, end = decoder.raw_decode(text, position)
        except ValueError as error:
            raise LogError(
                f"{source}: expected a whole log, got one that ends within an entry",
                evidence=[str(error)],
                fix="Wait for the build to end, or write it anew.",
            ) from None
        if not isinstance(value, dict) or not set(_FIELDS) <= value.keys():
            raise LogError(
                f"{source}: expected entries of an execution log, got {text[position:][:60]!r}",
                fix=_WRITE_ANEW,
            )
        yield value
        space = _SPACE.match(text, end)
        position = space.end() if space else end


def _spawn(value: Mapping[str, Any], shape: ContextDecorator) -> Spawn:
    properties = value.get("platform") or {}
    outputs = [one for one in value.get("actualOutputs", ()) if "path" in one]
    return Spawn(
        mnemonic=value["mnemonic"],
        label=plain_label(value["targetLabel"]),
        runner=value["runner"],
        cache_hit=bool(value.get("cacheHit")),
        seconds=float((value.get("metrics") or {}).get("totalTime", "0s").removesuffix("s")),
        arguments=tuple(value.get("commandArgs", ())),
        environment=_named(value.get("environmentVariables", ())),
        platform=_named(properties.get("properties", ())),
        outputs=tuple(
            Output(path=one["path"], digest=_digest(one), size=_size(one)) for one in outputs
        ),
        inputs=shape(lambda: _files(one for one in value["inputs"] if not one.get("isTool"))),
        tools=shape(lambda: _files(one for one in value["inputs"] if one.get("isTool"))),
    )


def _named(values: Any) -> dict[str, str]:
    return {one["name"]: one.get("value", "") for one in values}


def _files(values: Iterator[Mapping[str, Any]]) -> dict[str, str]:
    return {one["path"]: _digest(one) for one in values}


def _digest(file: Mapping[str, Any]) -> str:
    target = file.get("symlinkTargetPath")
    return f"{LINK}{target}" if target else str((file.get("digest") or {}).get("hash", ""))


def _size(file: Mapping[str, Any]) -> int:
    return int((file.get("digest") or {}).get("sizeBytes", 0))
