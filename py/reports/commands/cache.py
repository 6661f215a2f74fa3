"""`layers cache`: what Bazel's caches did for the layers of a build, and why a layer ran again."""

import argparse
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from layers.human_size import human_size

from reports.commands.arguments import add_parser
from reports.commands.cache_events import show_build_events
from reports.commands.cache_json import causes_json, log_json
from reports.errors import ArgumentError
from reports.logs.causes import Cause, causes_of
from reports.logs.execution_log import ExecutionLog, Spawn
from reports.logs.json_log import is_json_log
from reports.logs.layer_actions import LayerAction, layer_actions
from reports.logs.reading import read_execution_log
from reports.printing import counted, print_json, print_lines, print_tables
from reports.sources.opening import open_image, place_of
from reports.tables import Column, Row, Table

_SHOWN_CAUSES = 8
_MOST_LOGS = 2

_MEANINGS = {
    ".manifest.jsonl": "files came or went, or a flag of //layering changed that shapes layers",
    ".params": "the arguments changed: a flag of //layering, or what a bucket joins",
}
"""What it means that a file changed which is written when targets are analysed."""

_ACTION_COLUMNS = (
    Column(title="result"),
    Column(title="action"),
    Column(title="origin"),
    Column(title="what", wraps=True),
    Column(title="time", number=True),
    Column(title="size", number=True),
)
_ORIGIN_COLUMNS = (
    Column(title="origin"),
    Column(title="actions", number=True),
    Column(title="hits", number=True),
    Column(title="rate", number=True),
    Column(title="time", number=True),
    Column(title="size", number=True),
)


def add_command(commands: Any) -> None:
    """Adds the command to a parser."""
    parser = add_parser(
        commands,
        "cache",
        summary="what the caches did for layers, and why a layer ran again",
        details="""\
LOG is an execution log: bazel build --execution_log_compact_file=LOG <target>, or, where Bazel has
none, --execution_log_json_file=LOG; or, for counts alone, build events:
--build_event_json_file=LOG.

Of one log: each action of rules_py_layers that was not up to date, whether a cache had its result,
its time and the bytes it wrote. Of two logs of one target: why each action of the second was not up
to date.""",
    )
    parser.add_argument("logs", metavar="LOG", nargs="+", help="one, or an earlier and a later one")
    parser.add_argument(
        "--image", metavar="IMAGE", help="that was built: layers are called as they are there"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Prints what one log tells, or what differs between two.

    Raises:
        LayersError: if a log or the image cannot be read.
    """
    if len(options.logs) > _MOST_LOGS:
        raise ArgumentError(
            f"cache: expected one log, or an earlier and a later one, got {len(options.logs)}",
            fix="Name two of them.",
        )
    places = [place_of(source) for source in options.logs]
    for source, place in zip(options.logs, places, strict=True):
        if not place.is_file():
            raise ArgumentError(
                f"{source}: expected a log, got no file",
                fix="Write one: bazel build --execution_log_compact_file=<file> <target>",
            )
    if len(places) == 1 and _has_build_events(places[0]):
        show_build_events(options.logs[0], places[0], as_json=options.json)
        return
    logs = [read_execution_log(*one) for one in zip(options.logs, places, strict=True)]
    names = _names(options.image)
    if len(logs) == 1:
        _show_one(logs[0], names, as_json=options.json)
    else:
        _show_causes(logs[0], logs[1], names, as_json=options.json)


def _has_build_events(place: Path) -> bool:
    """Tells whether a file has one JSON object on each line."""
    with place.open("rb") as file:
        return file.read(1) == b"{" and not is_json_log(place)


def _names(image: str | None) -> dict[str, str]:
    """Returns what layers are called, by the hex of their digests."""
    if not image:
        return {}
    layers = open_image(image).layers
    return {layer.descriptor.digest.partition(":")[2]: layer.name for layer in layers}


def _show_one(log: ExecutionLog, names: Mapping[str, str], *, as_json: bool) -> None:
    actions = layer_actions(log)
    if as_json:
        print_json(log_json(log, actions))
        return
    rows = [_action_row(action, names) for action in actions]
    print_tables(
        [
            Table(title="actions that were not up to date", columns=_ACTION_COLUMNS, rows=rows),
            Table(title="layers by origin", columns=_ORIGIN_COLUMNS, rows=_origin_rows(actions)),
        ],
        _summary(log, actions),
    )


def _action_row(action: LayerAction, names: Mapping[str, str]) -> Row:
    spawn = action.spawn
    size, seconds = human_size(action.size), f"{spawn.seconds:.2f} s"
    what = _what(action, names)
    return (action.outcome, spawn.mnemonic, action.origin, what, seconds, size)


def _what(action: LayerAction, names: Mapping[str, str]) -> str:
    label = action.spawn.label
    known = [names[one.digest] for one in action.spawn.outputs if one.digest in names]
    return f"{known[0]} ({label})" if known else label


def _origin_rows(actions: Sequence[LayerAction]) -> list[Row]:
    rows: list[Row] = []
    for origin in dict.fromkeys(action.origin for action in actions if action.origin):
        own = [action for action in actions if action.origin == origin]
        hits = sum(action.spawn.cache_hit for action in own)
        seconds = f"{sum(action.spawn.seconds for action in own):.2f} s"
        size = human_size(sum(action.size for action in own))
        rows.append(
            (origin, str(len(own)), str(hits), f"{100 * hits / len(own):.0f} %", seconds, size)
        )
    return rows


def _summary(log: ExecutionLog, actions: Sequence[LayerAction]) -> list[str]:
    runners = Counter(spawn.runner for spawn in log.spawns)
    counts = [f"{count} {runner}" for runner, count in sorted(runners.items())]
    layers = [action for action in actions if action.origin]
    hits = sum(action.spawn.cache_hit for action in layers)
    return [
        f"processes of the whole build: {', '.join(counts) or 'none'}",
        f"layers that were not up to date: {len(layers)}, {hits} of them from a cache",
    ]


def _show_causes(
    before: ExecutionLog, after: ExecutionLog, names: Mapping[str, str], *, as_json: bool
) -> None:
    actions = layer_actions(after)
    causes = causes_of((action.spawn for action in actions), before, after)
    if as_json:
        print_json(causes_json(actions, causes))
        return
    lines = []
    for action, found in zip(actions, causes, strict=True):
        spawn = action.spawn
        origin = f" {action.origin}" if action.origin else ""
        lines.append(f"{spawn.mnemonic}{origin} {_what(action, names)}: {action.outcome}")
        lines += [f"  {_cause_words(cause, spawn)}" for cause in found[:_SHOWN_CAUSES]]
        if len(found) > _SHOWN_CAUSES:
            lines.append(f"  and {counted(len(found) - _SHOWN_CAUSES, 'more difference')}")
    print_lines(lines or ["every action of rules_py_layers was up to date"])


def _cause_words(cause: Cause, spawn: Spawn) -> str:
    if cause.kind == "absent":
        return "not in the earlier log: it was up to date there, or not built, or with other flags"
    if cause.kind == "same" and spawn.cache_hit:
        return "nothing differs: the cache had it, this workspace no longer"
    if cause.kind == "same":
        return "nothing differs: no cache had the result, or none was asked"
    made_by = f", which {cause.made_by} made" if cause.made_by else ""
    meanings = [words for end, words in _MEANINGS.items() if cause.subject.endswith(end)]
    meaning = f": {meanings[0]}" if meanings else ""
    return f"{cause.kind} {cause.change}: {cause.subject}{made_by}{meaning}"
