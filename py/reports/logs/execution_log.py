"""An execution log: the actions that ran or came from a cache, and what they read and wrote.

What Bazel found up to date is not in it.
"""

import dataclasses
from collections.abc import Callable, Mapping, Sequence

LINK = "link to "
"""Before the target of a link, where a file has its digest."""

Files = Mapping[str, str]
"""Digests by path."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Output:
    """A file that an action wrote."""

    path: str
    digest: str
    size: int


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Spawn:
    """One action that ran, or whose result came from a cache."""

    mnemonic: str
    label: str
    """Without the "@@" of the main repository."""

    runner: str
    """"linux-sandbox", "worker", "remote", "disk cache hit", "remote cache hit", …"""

    cache_hit: bool
    seconds: float
    arguments: tuple[str, ...]
    environment: Mapping[str, str]
    platform: Mapping[str, str]
    outputs: tuple[Output, ...]
    inputs: Callable[[], Files]
    """Tools apart; put together when they are asked for."""

    tools: Callable[[], Files]
    """Of the program itself."""

    @property
    def key(self) -> tuple[str, ...]:
        """What is the same in every build of the same action: what it makes."""
        return (self.mnemonic, *sorted(output.path for output in self.outputs))


@dataclasses.dataclass(frozen=True, slots=True)
class ExecutionLog:
    """One log, read whole."""

    source: str
    """As the user named it."""

    spawns: Sequence[Spawn]
    """In the order in which they ended."""

    invocation: str = ""
    """Its id; "" where the log does not tell it."""


def plain_label(label: str) -> str:
    """Returns a label as users write it: one of the main repository without "@@"."""
    return label.removeprefix("@@" if label.startswith("@@//") else "")
