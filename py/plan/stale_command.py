"""Says whether a plan covers its lock: the test that `layer_plan` declares."""

import argparse
import json
from pathlib import Path

from packaging.utils import canonicalize_name

from plan.errors import PlanFileError
from plan.lock_files import read_versions
from plan.stale import check


def parser() -> argparse.ArgumentParser:
    """Returns the parser of the command."""
    made = argparse.ArgumentParser(prog="plan stale", description=__doc__, allow_abbrev=False)
    add = made.add_argument
    add("--plan", required=True, metavar="NAME", help="what to call the plan")
    add("--weights", required=True, type=Path, metavar="FILE", help="its weights, as JSON")
    add("--lock", required=True, type=Path, action="append", metavar="FILE", help="its lock")
    add("--command", required=True, metavar="TEXT", help="that makes the plan anew")
    made.set_defaults(run=run)
    return made


def run(options: argparse.Namespace) -> None:
    """Compares plan and lock.

    Args:
        options: what `parser` asks for.

    Raises:
        PlanFileError: if they name different packages.
        LockError: if a lock is none.
    """
    locked: set[str] = set()
    for lock in options.lock:
        locked.update(read_versions(lock.read_bytes(), str(lock)))
    try:
        weights = json.loads(options.weights.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise PlanFileError(
            f"{options.weights}: expected the weights of a plan as JSON, got {error!r}",
            fix="The rule `layer_plan` writes them: build its test anew.",
        ) from None
    names = [canonicalize_name(name) for name in weights]
    check(options.plan, names, locked, command=options.command)
