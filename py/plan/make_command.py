"""Makes the plan of a repository: measures the packages of its images and writes the file.

Sizes come from the layers that Bazel builds, and how often packages change from the git history of
the lock. What it prints is what an update of the lock pulls: the same updates with the old plan,
the new one, and other ways to cut layers.
"""

import argparse
import dataclasses
import os
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path

from plan.bazel import Bazel
from plan.budgets import check_budget
from plan.defaults import default_plan, known_heavy
from plan.errors import ArgumentError
from plan.git_history import Revision, depth_of, read_revisions
from plan.images import find_images
from plan.layer_plan import FIXED_LAYERS, LayerPlan, least_slots
from plan.lock_history import Locks, history_of, read_locks
from plan.measuring import Measured, measure
from plan.package_splits import splits_of
from plan.plan_file import read_plan, write_plan
from plan.planning import Splits, make_plan
from plan.progress import Counting, say, warn
from plan.result import Result, print_result
from plan.savings import savings

_COMMAND = "bazel run @rules_py_layers//py:plan --"

_ONCE = ("--json", "--anew")
"""Options that the command in the plan file leaves out."""

_EPILOG = """\
Two more commands: `replay DIR` replays recorded histories, `stale` compares a plan with its lock.
Bazel is $BAZEL, else the workspace's ./bazelw, else `bazel`."""


def parser() -> argparse.ArgumentParser:
    """Returns the parser of the command."""
    made = argparse.ArgumentParser(
        prog="plan",
        description=__doc__,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add = made.add_argument
    add(
        "--from",
        dest="patterns",
        action="append",
        required=True,
        metavar="TARGETS",
        help="images: //..., a `py_layers`, or the name of a `release_app`; may be given again",
    )
    add(
        "--lock",
        dest="locks",
        action="append",
        default=[],
        metavar="FILE",
        help="requirements with pinned versions, or a uv.lock; may be given again",
    )
    add(
        "--out",
        metavar="FILE",
        help="the plan file (default: layers.plan.bzl in the root of the workspace)",
    )
    add("--budget", type=int, default=60, metavar="N", help="the most layers of an image (60)")
    add(
        "--max-layer-bytes",
        type=int,
        default=0,
        metavar="N",
        help="split packages above it at directories (0: none)",
    )
    add("--anew", action="store_true", help="forget the groups of the plan that the file has now")
    add("--json", action="store_true", help="print plan and costs as JSON")
    made.set_defaults(run=run)
    return made


def run(options: argparse.Namespace) -> None:
    """Makes, writes and prints a plan.

    Args:
        options: what `parser` asks for, and `argv`: as given.

    Raises:
        LayersError: if anything is not what it must be; the plan file is then as it was.
    """
    _check(options)
    workspace, directory = _places(os.environ)
    out = directory / options.out if options.out else workspace / "layers.plan.bzl"
    old = read_plan(out) if out.exists() else None
    locks = _read_locks([directory / lock for lock in options.locks])
    bazel = Bazel(workspace, os.environ)
    images = find_images(bazel, options.patterns)
    say(f"measuring the packages of {_counted(len(images), 'image')}")
    measured = measure(bazel, images, listings=bool(options.max_layer_bytes))
    result = _planned(options, measured, locks, old)
    command = f"{_COMMAND} {shlex.join(word for word in options.argv if word not in _ONCE)}"
    write_plan(result.plan, out, command=command)
    print_result(result, str(out), as_json=options.json)


def _check(options: argparse.Namespace) -> None:
    check_budget(options.budget)
    if options.max_layer_bytes < 0:
        raise ArgumentError(
            f"--max-layer-bytes: expected a number of bytes, got {options.max_layer_bytes}",
            fix="Leave it out for no limit.",
        )


def _places(environment: Mapping[str, str]) -> tuple[Path, Path]:
    """Returns the workspace, and the directory that paths on the command line start from."""
    workspace = environment.get("BUILD_WORKSPACE_DIRECTORY")
    if not workspace:
        raise ArgumentError(
            "plan: expected to be started by `bazel run`, got no BUILD_WORKSPACE_DIRECTORY",
            fix=f"Run it in your workspace: {_COMMAND} --from //...",
        )
    return Path(workspace), Path(environment.get("BUILD_WORKING_DIRECTORY", workspace))


def _read_locks(files: Sequence[Path]) -> tuple[Locks | None, list[str]]:
    """Returns what the locks said, and what is to be known about their history."""
    notes: list[str] = []
    revisions: dict[Path, Sequence[Revision]] = {}
    for file in files:
        depth = depth_of(file.parent)
        if not depth.known:
            notes.append(f"{file.name}: no git history here, so planned from sizes alone")
        elif depth.shallow:
            notes.append(f"{file.name}: a shallow clone, so only its latest commits are known")
        revisions[file] = ()
        if depth.known and file.exists():
            with Counting(f"commits of {file.name}") as progress:
                revisions[file] = read_revisions(file, progress)
    if not files:
        return None, ["no --lock, so planned from sizes alone"]
    locks = read_locks(revisions)
    warn(list(locks.skipped))
    return locks, notes


def _planned(
    options: argparse.Namespace,
    measured: Measured,
    locks: tuple[Locks | None, list[str]],
    old: LayerPlan | None,
) -> Result:
    known, notes = locks
    heavy = known_heavy()
    history = history_of(measured.packages, known) if known else [measured.packages]
    images = [image.packages for image in measured.images]
    paths = splits_of(measured, options.max_layer_bytes)
    splits = Splits(max_layer_bytes=options.max_layer_bytes, paths=paths)
    plan = make_plan(
        history,
        images,
        budget=options.budget,
        splits=splits,
        old=None if options.anew else old,
    )
    _check_fits(plan, measured, options.budget)
    locked = known.versions[-1] if known else {}
    saved = savings(
        history,
        {"old plan" if old else "without a plan": old or default_plan(), "new plan": plan},
        measured.images,
        budget=options.budget,
        known_heavy=heavy,
    )
    return Result(
        plan=_with_all(plan, locked),
        images=measured.images,
        savings=saved,
        notes=[*notes, *_unlocked(measured, locked if known else None)],
    )


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' * (count != 1)}"


def _check_fits(plan: LayerPlan, measured: Measured, budget: int) -> None:
    """Refuses what `py_layers` would: parts of split packages that leave no room for the rest."""
    for image in measured.images:
        least = FIXED_LAYERS + least_slots(image.packages, plan)
        if least > budget:
            split = [name for name in image.packages if plan.parts(name) > 1]
            raise ArgumentError(
                f"{image.label}: expected --budget to be at least {least}, got {budget}",
                evidence=[f"{name}: {plan.parts(name)} layers" for name in split],
                fix="Raise it, or split fewer packages: raise --max-layer-bytes.",
            )


def _with_all(plan: LayerPlan, locked: Mapping[str, str]) -> LayerPlan:
    """Adds packages of the lock that no image has, without weight: the plan knows of them."""
    weights = dict.fromkeys(locked, 0) | dict(plan.weights)
    return dataclasses.replace(plan, weights={name: weights[name] for name in sorted(weights)})


def _unlocked(measured: Measured, locked: Mapping[str, str] | None) -> list[str]:
    missing = [] if locked is None else sorted(set(measured.packages) - set(locked))
    if not missing:
        return []
    return [f"in images and in no lock, give theirs with --lock as well: {', '.join(missing)}"]
