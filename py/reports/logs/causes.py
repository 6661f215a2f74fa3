"""Why an action ran again: what differs between the same action of two logs."""

import dataclasses
from collections.abc import Mapping

from reports.logs.execution_log import ExecutionLog, Spawn


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Cause:
    """One thing that differs."""

    kind: str
    """"input", "tool", "argument", "environment" or "platform"; "absent": the first log has no such
    action; "same": nothing differs, so no cache had the result."""

    change: str = ""
    """"added", "removed" or "changed"."""

    subject: str = ""
    """A path, an argument, the name of a variable or property."""

    made_by: str = ""
    """The action of the second log that made it: mnemonic and label."""


def causes_of(spawn: Spawn, before: ExecutionLog, after: ExecutionLog) -> list[Cause]:
    """Returns all that differs, what people change most often first.

    Args:
        spawn: of the log `after`.
        before: a log of an earlier build.
        after: the log of the build that is asked about.

    Returns:
        At least one.
    """
    by_key = _by_key(before)
    earlier = by_key.get(spawn.key)
    if earlier is None:
        return [Cause(kind="absent")]
    makers = _makers(after)
    found = [
        *_differences("input", earlier.inputs(), spawn.inputs(), makers),
        *_differences("tool", earlier.tools(), spawn.tools(), makers),
        *_arguments(earlier, spawn),
        *_differences("environment", earlier.environment, spawn.environment, {}),
        *_differences("platform", earlier.platform, spawn.platform, {}),
    ]
    return found or [Cause(kind="same")]


def _by_key(log: ExecutionLog) -> dict[tuple[str, ...], Spawn]:
    return {spawn.key: spawn for spawn in log.spawns}


def _makers(log: ExecutionLog) -> dict[str, str]:
    return {
        output.path: f"{spawn.mnemonic} of {spawn.label}"
        for spawn in log.spawns
        for output in spawn.outputs
    }


def _differences(
    kind: str, old: Mapping[str, str], new: Mapping[str, str], makers: Mapping[str, str]
) -> list[Cause]:
    return [
        Cause(
            kind=kind,
            change="added" if name not in old else "removed" if name not in new else "changed",
            subject=name,
            made_by=makers.get(name, ""),
        )
        for name in sorted(old.keys() | new.keys())
        if old.get(name) != new.get(name)
    ]


def _arguments(old: Spawn, new: Spawn) -> list[Cause]:
    counts = [dict.fromkeys(spawn.arguments, "") for spawn in (old, new)]
    found = _differences("argument", counts[0], counts[1], {})
    if not found and old.arguments != new.arguments:
        found = [Cause(kind="argument", change="changed", subject="their order")]
    return found
