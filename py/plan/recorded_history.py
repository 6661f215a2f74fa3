"""How a recorded lock history is read: the JSON of `bench/lock_history`, see its README."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from plan.errors import HistoryError
from plan.snapshots import History, Package, Snapshot

_SHAPE = (
    'It is {"snapshots": [{"set": {name: [version, bytes]}, "drop": [name]}, …]}, oldest first.'
)


def read_histories(directory: Path) -> dict[str, History]:
    """Reads every `*.json` of a directory.

    Args:
        directory: where they are.

    Returns:
        Histories by the name of the file, without its extension; at least one.

    Raises:
        HistoryError: if there is none, or one is not a history.
    """
    files = sorted(directory.glob("*.json"))
    if not files:
        raise HistoryError(
            f"{directory}: expected a directory with recorded histories, *.json, got none",
            fix="Name the directory: bench/lock_history holds two.",
        )
    return {file.stem: read_history(file) for file in files}


def read_history(file: Path) -> History:
    """Reads one recorded history.

    Args:
        file: a JSON file.

    Returns:
        At least two snapshots.

    Raises:
        HistoryError: if it is not one.
    """
    try:
        differences = json.loads(file.read_text(encoding="utf-8"))["snapshots"]
        history = _replayed(differences)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise HistoryError(
            f"{file}: expected a recorded history of a lock, got one that cannot be read",
            evidence=[repr(error)],
            fix=_SHAPE,
        ) from None
    if len(history) < 2:  # noqa: PLR2004  One snapshot has no update.
        raise HistoryError(
            f"{file}: expected at least 2 snapshots, got {len(history)}",
            fix="Record more commits of the lock.",
        )
    return history


def _replayed(differences: list[Mapping[str, Any]]) -> list[Snapshot]:
    current: dict[str, Package] = {}
    history: list[Snapshot] = []
    for difference in differences:
        current = dict(current)
        for name, (version, size) in difference.get("set", {}).items():
            current[name] = _package(name, version, size)
        for name in difference.get("drop", ()):
            del current[name]
        history.append(current)
    return history


def _package(name: str, version: object, size: object) -> Package:
    if not isinstance(version, str) or type(size) is not int or size < 0:
        raise ValueError(f"{name!r}: expected [version, bytes], got {[version, size]!r}")
    return Package(version, size)
