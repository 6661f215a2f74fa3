"""What a part is: one row of docs/benchmarks.md, and one word on the command line."""

import dataclasses
from collections.abc import Callable

from bench.outcome import Outcome
from bench.session import Session


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One comparison that can be run by its name."""

    name: str
    title: str
    how: str
    """What is compared with what, for the reader of the document."""

    minutes: float
    """About how long five runs take on two cores, workspaces fetched."""

    run: Callable[[Session], Outcome]
