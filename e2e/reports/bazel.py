"""Bazel in this checkout, and the program that is tested, as its users start it."""

import json
import re
from typing import Any

from e2e.consumers.bazel import ROOT, Module

_HERE = Module(directory=ROOT)

_PLAIN = ("--color=no", "--curses=no", "--noshow_progress")
_SUMMARY = re.compile(r"^INFO: \d+ process(?:es)?: (.*)\.$", re.MULTILINE)


def build(*words: str) -> dict[str, int]:
    """Builds something.

    Returns:
        How many processes each runner has run: what Bazel says itself, those within Bazel apart.
    """
    said = _HERE.bazel("build", *_PLAIN, *words).stderr
    line = _SUMMARY.findall(said)[-1]
    counts = (part.split(" ", 1) for part in line.split(", "))
    return {runner: int(count) for count, runner in counts if runner != "internal"}


def layers(*words: str) -> str:
    """Returns what `layers` prints."""
    return started("//py:layers", *words)


def started(target: str, *words: str) -> str:
    """Returns what `bazel run` of a target prints."""
    quiet = ("--ui_event_filters=-info,-stderr,-warning", *_PLAIN)
    return _HERE.bazel("run", *quiet, target, "--", *words).stdout


def layers_json(*words: str) -> Any:
    """Returns what `layers` prints with --json."""
    return json.loads(layers(*words, "--json"))
