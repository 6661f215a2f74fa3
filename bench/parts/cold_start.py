"""From the start of a container to its first HTTP reply, with and without bytecode in the image."""

import dataclasses
import shutil
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from bench.bazel import Workspace
from bench.errors import BenchError
from bench.interleaving import Contestant, interleaved
from bench.outcome import Goal, Outcome
from bench.part import Part
from bench.runfiles_image import write_runfiles_image
from bench.session import Session
from e2e.containers import ContainerError, run_image

_BINARY = "//e2e/hello_fastapi:hello-fastapi"
_IMAGE = "//e2e/hello_fastapi:hello-fastapi_image_base"
_BASE = "@debian_base//:layout"
_BYTECODE = "--//layering:bytecode=unchecked_hash"

_PORT = 8000
_REQUEST = "/hello/world"
_SECONDS = 60

_GOALS = (
    Goal(
        name="runfiles layout ÷ image with bytecode",
        relation="ratio",
        of="runfiles layout, the rule's launcher",
        to="image with bytecode",
        bound=1.5,
        at_least=True,
    ),
)

_REMARKS = (
    "Read-only container, fresh for each run, files in the page cache. The clock starts when the "
    "runtime says that the first process runs and ends with the reply, asked for every 10 ms.",
    "The launcher of the rule wants a Python in the image. The base has none, so the interpreter "
    "among the runfiles starts it.",
)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class _Image:
    """An OCI layout of its own, that no later build changes."""

    layout: Path
    command: Sequence[str] = ()
    """Empty: the image's own."""


def _copied(workspace: Workspace, dest: Path, *flags: str) -> _Image:
    workspace.build(*flags, "--output_groups=copy", _IMAGE)
    (linked,) = workspace.files(_IMAGE, *flags)
    shutil.copytree(linked.with_name(f"{linked.name}.copy"), dest)
    return _Image(layout=dest)


def _of_runfiles(workspace: Workspace, dest: Path) -> _Image:
    workspace.build(_BINARY, _BASE)
    (launcher,) = (file for file in workspace.files(_BINARY) if file.suffix != ".py")
    base = next(file.parent for file in workspace.files(_BASE) if file.name == "oci-layout")
    return _Image(layout=dest, command=write_runfiles_image(launcher, base, dest))


def _seconds(image: _Image) -> float:
    try:
        with run_image(image.layout, command=image.command) as container:
            begin = time.perf_counter()
            answer = container.http_get(_REQUEST, _SECONDS, port=_PORT)
            seconds = time.perf_counter() - begin
    except ContainerError as error:
        raise BenchError(f"{image.layout.name}: {error}") from None
    if answer.status != 200:  # noqa: PLR2004  HTTP's own number.
        raise BenchError(f"{image.layout.name}: expected status 200, got {answer.status}")
    return seconds


def _run(session: Session) -> Outcome:
    workspace = session.own()
    with session.scratch() as scratch:
        session.say("building three images")
        images = {
            "image with bytecode": _copied(workspace, scratch / "bytecode", _BYTECODE),
            "image": _copied(workspace, scratch / "plain"),
            "runfiles layout, the rule's launcher": _of_runfiles(workspace, scratch / "runfiles"),
        }
        contestants = [
            Contestant(name=name, command=f"GET {_REQUEST}", measure=partial(_seconds, image))
            for name, image in images.items()
        ]
        measured = interleaved(contestants, session.runs, session.say)
    return Outcome(measurements=measured, goals=_GOALS, remarks=_REMARKS)


PART = Part(
    name="cold-start",
    title="Cold start of `hello_fastapi`, read-only container",
    how="first HTTP reply, against the same app in the runfiles layout with the rule's launcher",
    minutes=2,
    run=_run,
)
