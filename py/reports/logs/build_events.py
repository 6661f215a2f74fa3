"""What build events say of a build: counts only, not how one action came to its result.

Source: https://bazel.build/remote/bep
"""

import dataclasses
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from reports.errors import LogError
from reports.logs.shape import shape_of_bazel

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
        LogError: if it is none, ends before the metrics, or they are not what Bazel writes.
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
    with shape_of_bazel(source, "buildMetrics", _WRITE_ANEW):
        return _events(metrics)


def _events(metrics: dict[str, Any]) -> BuildEvents:
    summary = metrics.get("actionSummary", {})
    cache = summary.get("actionCacheStatistics", {})
    return BuildEvents(
        actions_by_mnemonic=_counts(summary.get("actionData", ()), "mnemonic", "actionsExecuted"),
        processes_by_runner=_counts(summary.get("runnerCount", ()), "name", "count"),
        action_cache_hits=int(cache.get("hits", 0)),
        misses_by_reason=_counts(
            ({"reason": "DIFFERENT_ACTION_KEY"} | one for one in cache.get("missDetails", ())),
            "reason",
            "count",
        ),
    )


def _counts(values: Iterable[Mapping[str, Any]], name: str, count: str) -> dict[str, int]:
    return {str(one[name]): int(one.get(count, 0)) for one in values}
