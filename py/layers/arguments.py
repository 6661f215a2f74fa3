"""Arguments of a command: options with a value, each at most once.

Not argparse, whose import alone takes as long as everything else a small layer needs.
"""

from __future__ import annotations

import sys

from layers.errors import ArgumentError
from layers.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


class Option(Record):
    """One `--name VALUE`."""

    name: str
    """With its dashes."""

    meaning: str
    required: bool = True


class Command(Record):
    """A command with its options."""

    name: str
    summary: str
    options: tuple[Option, ...]

    def help_text(self) -> str:
        """Returns what `--help` prints."""
        width = max(len(option.name) for option in self.options) + 2
        lines = [f"layers {self.name}: {self.summary}", ""]
        for option in self.options:
            optional = "" if option.required else " (optional)"
            lines.append(f"  {option.name.ljust(width)}{option.meaning}{optional}")
        return "\n".join([*lines, ""])


def parse(command: Command, argv: Sequence[str]) -> dict[str, str]:
    """Reads `--name VALUE` and `--name=VALUE`.

    Returns:
        The value of every option by its name without dashes; empty where it was not given.

    Raises:
        ArgumentError: if an option is unknown, absent, twice or without a value.
        SystemExit: with 0 after `--help`.
    """
    if "--help" in argv or "-h" in argv:
        sys.stdout.write(command.help_text())
        raise SystemExit(0)
    known = {option.name for option in command.options}
    given: dict[str, str] = {}
    rest = iter(argv)
    for argument in rest:
        name, equals, value = argument.partition("=")
        if name not in known:
            raise _error(command, f"expected one of {', '.join(sorted(known))}, got {argument!r}")
        if name in given:
            raise _error(command, f"expected {name} once, got it twice")
        following = value if equals else next(rest, None)
        if following is None:
            raise _error(command, f"expected a value after {name}, got nothing")
        given[name] = following
    absent = [o.name for o in command.options if o.required and not given.get(o.name)]
    if absent:
        raise _error(command, f"expected {' and '.join(absent)}, got {' '.join(argv)!r}")
    return {option.name[2:]: given.get(option.name, "") for option in command.options}


def _error(command: Command, problem: str) -> ArgumentError:
    return ArgumentError(f"{command.name}: {problem}", fix=f"See `layers {command.name} --help`.")
