"""What `layers cache` prints of build events: counts by kind of action."""

import dataclasses
from pathlib import Path

from reports.logs.build_events import read_build_events
from reports.logs.layer_actions import is_ours
from reports.printing import print_json, print_tables
from reports.tables import Column, Table

_COLUMNS = (Column(title="action"), Column(title="not up to date", number=True))


def show_build_events(source: str, log: Path, *, as_json: bool) -> None:
    """Prints the metrics of a build.

    Args:
        source: the log, as the user named it.
        log: where it is.
        as_json: for programs.

    Raises:
        LogError: if it is no log of build events.
    """
    events = read_build_events(source, log)
    if as_json:
        print_json(dataclasses.asdict(events))
        return
    ours = sorted(
        (name, str(count))
        for name, count in events.actions_by_mnemonic.items()
        if is_ours(name) and count
    )
    runners = {n: c for n, c in events.processes_by_runner.items() if n != "total"}
    reasons = {n: c for n, c in events.misses_by_reason.items() if c}
    print_tables(
        [Table(title="actions of rules_py_layers", columns=_COLUMNS, rows=ours)],
        [
            f"processes of the whole build: {_words(runners)}",
            f"actions of the whole build: {events.action_cache_hits} up to date; "
            f"not up to date: {_words(reasons)}",
        ],
    )


def _words(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(counts.items())) or "none"
