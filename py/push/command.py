"""`push`: reads what is asked for, pushes, tells what was done."""

import json
import os
import sys
from collections.abc import Sequence

from images.layout import read_layout
from registry.connecting import connect

from push.boms import boms_of
from push.order import read_order
from push.outcome import Outcome, Result
from push.progress import shown_progress
from push.pushed import Pushed, cache_directory
from push.pushing import Pushing
from push.titles import titles


def run(argv: Sequence[str]) -> None:
    """Pushes an image.

    Args:
        argv: the arguments.

    Raises:
        LayersError: if something is not what it must be, or a request failed for good.
    """
    order = read_order(argv)
    layout = read_layout(order.image)
    layout.check_present()
    boms = boms_of(layout, order.sboms)
    actions = "pull" if order.dry_run else "pull,push"
    repository = connect(order.host, order.repository, actions=actions, options=order.options)
    pushed = Pushed(order.host, cache_directory(os.environ))
    with shown_progress() as progress:
        pushing = Pushing(
            order,
            repository,
            known=pushed.repositories(),
            titles=titles(layout),
            progress=progress,
        )
        outcomes = pushing.run(layout, boms)
    if not order.dry_run:
        pushed.remember(order.repository, _blobs(outcomes))
    result = Result(
        host=order.host,
        repository=order.repository,
        digest=layout.top.digest,
        tags=order.tags,
        dry_run=order.dry_run,
        outcomes=outcomes,
    )
    text = json.dumps(result.to_json(), indent=2) if order.json else "\n".join(result.lines())
    sys.stdout.write(f"{text}\n")


def _blobs(outcomes: Sequence[Outcome]) -> Sequence[str]:
    return [outcome.digest for outcome in outcomes if outcome.kind == "blob"]
