"""`plan replay`: the figures of docs/planning.md, from recorded histories."""

import argparse
import dataclasses
import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import mean

from plan.budgets import check_budget
from plan.comparison import APKO
from plan.recorded_replays import SPLIT_POINTS, WITH_PLAN, Replay, replay_directory
from plan.tables import Row, print_table

_EPILOG = """\
The first table: a plan made from the first half of each history, the second half replayed with it.
The second: the same for 13 split points from 20 to 80 %, the mean and the worst of each strategy.
Ratios are bytes pulled, to those of one layer per package; a budget counts all layers, 5 of which
are no packages."""


def parser() -> argparse.ArgumentParser:
    """Returns the parser of the command."""
    made = argparse.ArgumentParser(
        prog="plan replay",
        description=__doc__,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    made.add_argument("directory", type=Path, metavar="DIR", help="such as bench/lock_history")
    made.add_argument(
        "--budget",
        type=int,
        action="append",
        metavar="N",
        help="the most layers of an image; may be given again (default: 40 and 60)",
    )
    made.add_argument("--json", action="store_true", help="print everything as JSON")
    made.set_defaults(run=run)
    return made


def run(options: argparse.Namespace) -> None:
    """Prints the replays.

    Args:
        options: what `parser` asks for.

    Raises:
        ArgumentError: if no image can have a budget.
        HistoryError: if the directory does not hold histories.
    """
    budgets = options.budget or [40, 60]
    for budget in budgets:
        check_budget(budget)
    # `bazel run` starts elsewhere: https://bazel.build/docs/user-manual#running-executables
    directory = Path(os.environ.get("BUILD_WORKING_DIRECTORY", "")) / options.directory
    halves = list(replay_directory(directory, budgets=budgets))
    others = list(replay_directory(directory, budgets=budgets, parts=SPLIT_POINTS))
    if options.json:
        print_json(halves, others)
        return
    columns = ["", *(f"{replay.history}, {replay.budget}" for replay in halves)]
    title = "Plan from the first half, second half replayed: bytes pulled, one per package = 1"
    print_table(
        title, columns, _ratios(halves), [_updates(replay) for replay in halves[:: len(budgets)]]
    )
    title = f"The same at {len(SPLIT_POINTS)} split points from 20 to 80 %: mean, worst"
    print_table(f"\n{title}", columns, _spreads(others), list(_worse(others)))


def print_json(halves: Sequence[Replay], others: Sequence[Replay]) -> None:
    """Prints replays as one JSON object: `half`, and `split_points`, each a list of them."""
    value = {
        "half": [dataclasses.asdict(replay) for replay in halves],
        "split_points": [dataclasses.asdict(replay) for replay in others],
    }
    sys.stdout.write(json.dumps(value, indent=2) + "\n")


def _updates(replay: Replay) -> str:
    size = next(
        cost for cost in replay.costs if cost.strategy == "one per package"
    ).bytes_per_update
    return f"{replay.history}: {replay.updates} updates, 1 is {size / 1e6:.1f} MB an update"


def _ratios(halves: Sequence[Replay]) -> list[Row]:
    names = [cost.strategy for cost in halves[0].costs]
    return [[name, *(f"{replay.ratio(name):.3f}" for replay in halves)] for name in names]


def _spreads(replays: Sequence[Replay]) -> list[Row]:
    rows: list[Row] = []
    for name in [cost.strategy for cost in replays[0].costs]:
        ratios = [[replay.ratio(name) for replay in group] for group in _groups(replays).values()]
        rows.append([name, *(f"{mean(group):.3f}, {max(group):.3f}" for group in ratios)])
    return rows


def _worse(replays: Sequence[Replay]) -> Iterator[str]:
    """Yields where a plan is not the best that there is."""
    for (history, budget), group in _groups(replays).items():
        worse = sum(replay.ratio(WITH_PLAN) > replay.ratio(APKO) for replay in group)
        yield f"{history}, {budget}: more with a plan than with apko's rule at {worse} split points"


def _groups(replays: Sequence[Replay]) -> dict[tuple[str, int], list[Replay]]:
    found: dict[tuple[str, int], list[Replay]] = {}
    for replay in replays:
        found.setdefault((replay.history, replay.budget), []).append(replay)
    return found
