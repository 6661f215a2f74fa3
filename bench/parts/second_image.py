"""A second image with overlapping and other wheels, both within their budget."""

from bench.outcome import Goal, Outcome
from bench.part import Part
from bench.parts.images import SHARED_ACTIONS, SHARED_BYTES, second_image
from bench.session import Session

_GOALS = (
    Goal(name=SHARED_ACTIONS, relation="value", of=SHARED_ACTIONS, bound=0, at_least=False),
    Goal(name=SHARED_BYTES, relation="value", of=SHARED_BYTES, bound=0, at_least=False),
)


def _run(session: Session) -> Outcome:
    return Outcome(measurements=second_image(session, ""), goals=_GOALS)


PART = Part(
    name="second-image",
    title="Second image, overlapping but different wheels, within budget",
    how="new member actions and new bytes for what both have, the interpreter included",
    minutes=1,
    run=_run,
)
