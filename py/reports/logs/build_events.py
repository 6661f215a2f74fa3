"""What build events say of a build: counts only, not how one action came to its result.

Source: https://bazel.build/remote/bep
"""

import dataclasses
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from reports.errors import LogError

_WRITE_ANEW = (
    "Write them anew: bazel build --build_event_json_file=<file> <target>, "
    "or for each action --execution_log_compact_file=<file>"
)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class BuildEvents:
    """The metrics at the end of a build."""

    actions_by_mnemonic: Mapping[str, int]
    """That were not up to date."""

    processes_by_runner: Mapping[str, int]
    """As in Bazel's own summary line, with "total"."""

    action_cache_hits: int
    """Up to date without a look at a cache outside this workspace."""

    misses_by_reason: Mapping[str, int]


def read_build_events(source: str, log: Path) -> BuildEvents:
    """Reads the JSON form.

    Raises:
        LogError: if it is none, or ends before the metrics.
    """
    metrics: dict[str, Any] | None = None
    with log.open(encoding="utf-8", errors="replace") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                event = json.loads(line)
            except ValueError:
                raise LogError(
                    f"{source}:{number}: expected one JSON object, got {line[:60]!r}",
                    fix=_WRITE_ANEW,
                ) from None
            metrics = event.get("buildMetrics", metrics) if isinstance(event, dict) else metrics
    if metrics is None:
        raise LogError(
            f"{source}: expected build events with buildMetrics at their end, got none",
            fix=f"Wait for the build to end. {_WRITE_ANEW}",
        )
    summary = metrics.get("actionSummary", {})
    cache = summary.get("actionCacheStatistics", {})
    return BuildEvents(
        actions_by_mnemonic={
            one["mnemonic"]: int(one.get("actionsExecuted", 0))
            for one in summary.get("actionData", ())
        },
        processes_by_runner={
            one["name"]: int(one.get("count", 0)) for one in summary.get("runnerCount", ())
        },
        action_cache_hits=int(cache.get("hits", 0)),
        misses_by_reason={
            one.get("reason", "DIFFERENT_ACTION_KEY"): int(one.get("count", 0))
            for one in cache.get("missDetails", ())
        },
    )
