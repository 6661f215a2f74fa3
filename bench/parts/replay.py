"""Two recorded lock histories: a plan from the first half, the second half replayed."""

from plan.recorded_replays import Replay, replay_directory

from bench.outcome import Goal, Measurement, Outcome
from bench.part import Part
from bench.session import Session

_APKO = "largest alone (apko)"
_ALONE = "one per package"
_PLANNED = "with a plan"
_TWO = "two layers"
_UNPLANNED = "without a plan"

_MOST_PLANNED = {40: 1.25, 60: 1.05}
"""Bytes pulled, as a multiple of one layer a package, by budget."""

_MOST_UNPLANNED = {40: 2.0}
_LEAST_TWO = 5.0

_REMARKS = (
    "Bytes that a host with the image pulls for an update of the lock, on average over the second "
    "half. Plans know the first half alone. `bench/lock_history` says what the histories are.",
)


def _measurements(replay: Replay) -> list[Measurement]:
    command = "bazel run //py:plan -- replay bench/lock_history"
    return [
        Measurement(
            name=_name(replay, cost.strategy),
            command=command,
            unit="bytes",
            samples=[cost.bytes_per_update],
        )
        for cost in replay.costs
    ]


def _name(replay: Replay, strategy: str) -> str:
    return f"{replay.history}, budget {replay.budget}: {strategy}"


def _goals(replay: Replay) -> list[Goal]:
    goals = [
        _ratio(replay, _PLANNED, _ALONE, bound=_MOST_PLANNED[replay.budget]),
        _ratio(replay, _TWO, _PLANNED, bound=_LEAST_TWO, at_least=True),
        _ratio(replay, _PLANNED, _APKO, bound=1),
    ]
    if replay.budget in _MOST_UNPLANNED:
        goals.append(_ratio(replay, _UNPLANNED, _ALONE, bound=_MOST_UNPLANNED[replay.budget]))
    return goals


def _ratio(replay: Replay, of: str, to: str, *, bound: float, at_least: bool = False) -> Goal:
    return Goal(
        name=f"{replay.history}, budget {replay.budget}: {of} ÷ {to}",
        relation="ratio",
        of=_name(replay, of),
        to=_name(replay, to),
        bound=bound,
        at_least=at_least,
    )


def _run(session: Session) -> Outcome:
    replays = list(replay_directory(session.repository / "bench" / "lock_history"))
    for replay in replays:
        session.say(f"{replay.history}: {replay.updates} updates, budget {replay.budget}")
    return Outcome(
        measurements=[each for replay in replays for each in _measurements(replay)],
        goals=[goal for replay in replays for goal in _goals(replay)],
        remarks=_REMARKS,
    )


PART = Part(
    name="replay",
    title="Replayed lock histories",
    how=(
        "bytes pulled per update, against one layer per package, two layers, and apko's rule: the "
        "largest alone, the rest together"
    ),
    minutes=1,
    run=_run,
)
