"""Why an action ran again: what differs between the same action of two logs."""

import dataclasses
from collections.abc import Iterable, Mapping

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


def causes_of(
    spawns: Iterable[Spawn], before: ExecutionLog, after: ExecutionLog
) -> list[list[Cause]]:
    """Returns all that differs, what people change most often first.

    Args:
        spawns: of the log `after`.
        before: a log of an earlier build.
        after: the log of the build that is asked about.

    Returns:
        For each action at least one.
    """
    earlier_by_key = {spawn.key: spawn for spawn in before.spawns}
    makers = {
        output.path: f"{spawn.mnemonic} of {spawn.label}"
        for spawn in after.spawns
        for output in spawn.outputs
    }
    return [_causes(earlier_by_key.get(spawn.key), spawn, makers) for spawn in spawns]


def _causes(earlier: Spawn | None, spawn: Spawn, makers: Mapping[str, str]) -> list[Cause]:
    if earlier is None:
        return [Cause(kind="absent")]
    found = [
        *_differences("input", earlier.inputs(), spawn.inputs(), makers),
        *_differences("tool", earlier.tools(), spawn.tools(), makers),
        *_arguments(earlier, spawn),
        *_differences("environment", earlier.environment, spawn.environment, {}),
        *_differences("platform", earlier.platform, spawn.platform, {}),
    ]
    return found or [Cause(kind="same")]


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
