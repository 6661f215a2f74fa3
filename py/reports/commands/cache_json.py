"""What `layers cache --json` prints of compact execution logs."""

import dataclasses
from collections import Counter
from collections.abc import Sequence
from typing import Any

from reports.logs.causes import Cause
from reports.logs.execution_log import ExecutionLog
from reports.logs.layer_actions import LayerAction


def log_json(log: ExecutionLog, actions: Sequence[LayerAction]) -> dict[str, Any]:
    """Returns one log: our actions in its order, and all processes by their runner."""
    return {
        "invocation": log.invocation,
        "actions": [action_json(action) for action in actions],
        "processes_by_runner": dict(sorted(Counter(s.runner for s in log.spawns).items())),
    }


def action_json(action: LayerAction) -> dict[str, Any]:
    """Returns one action; sizes in bytes, digests as hex."""
    spawn = action.spawn
    return {
        "mnemonic": spawn.mnemonic,
        "label": spawn.label,
        "origin": action.origin,
        "runner": spawn.runner,
        "cache_hit": spawn.cache_hit,
        "seconds": spawn.seconds,
        "size": action.size,
        "outputs": [dataclasses.asdict(output) for output in spawn.outputs],
    }


def causes_json(
    actions: Sequence[LayerAction], causes: Sequence[Sequence[Cause]]
) -> dict[str, Any]:
    """Returns our actions of the later log, each with what differs."""
    return {
        "actions": [
            {**action_json(action), "causes": [dataclasses.asdict(cause) for cause in found]}
            for action, found in zip(actions, causes, strict=True)
        ]
    }
