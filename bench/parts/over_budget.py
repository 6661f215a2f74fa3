"""The same two images over their budget, where most packages share buckets."""

from bench.outcome import Goal, Outcome
from bench.part import Part
from bench.parts.images import SHARED_ACTIONS, SHARED_BYTES, second_image
from bench.session import Session

_GOALS = (
    Goal(name=SHARED_ACTIONS, relation="value", of=SHARED_ACTIONS, bound=0, at_least=False),
    Goal(name=SHARED_BYTES, relation="value", of=SHARED_BYTES, bound=0, at_least=False),
)

_REMARKS = (
    "Budget 30, no plan. New are buckets with other members than in the first image, packages that "
    "have left one, what the second has alone, and its own files: nothing else.",
)


def _run(session: Session) -> Outcome:
    measured = second_image(session, "_over_budget")
    return Outcome(measurements=measured, goals=_GOALS, remarks=_REMARKS)


PART = Part(
    name="over-budget",
    title="Second image, both over budget",
    how="new member actions, and new bytes that are in no bucket, of what both have",
    minutes=1,
    run=_run,
)
