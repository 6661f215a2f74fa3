"""Another version of one wheel in the lock of `big`, within budget."""

import re

from bench.bazel import Workspace
from bench.errors import BenchError
from bench.outcome import Goal, Measurement, Outcome
from bench.part import Part
from bench.planned import read_layers
from bench.session import Session
from e2e.rebuild.manifest import entry_of, manifest_of

_PIN = re.compile(r"^([a-z0-9-]+)==(?:.*\\\n)+.*\n", re.MULTILINE)

_SMALL = "idna"
_MIDDLE = "sqlalchemy"

_GOALS = tuple(
    Goal(
        name=f"{name}: new {what} ÷ its layer",
        relation="ratio",
        of=f"{name}: new {what}",
        to=f"{name}: its layer",
        bound=1.05,
        at_least=False,
    )
    for name, what in ((_SMALL, "layers"), (_MIDDLE, "layers"), (_MIDDLE, "blobs"))
)

_REMARKS = (
    "Blobs are layers, configuration and manifest, as a registry stores them. The last two are "
    "some tens of kB in an image of so many layers, more than a small wheel has: no goal.",
)


def pins(lock: str) -> dict[str, str]:
    """Returns the lines of a lock by package: each pin with its hashes."""
    return {found[1]: found[0] for found in _PIN.finditer(lock)}


def _blobs(workspace: Workspace) -> dict[str, int]:
    """Returns sizes by digest of all that a registry would store of the image."""
    (layout,) = workspace.files("//:big_image_base")
    entry, manifest = entry_of(layout), manifest_of(layout)
    blobs = (entry, manifest["config"], *manifest["layers"])
    return {blob["digest"]: blob["size"] for blob in blobs}


def _bump(session: Session, workspace: Workspace, name: str) -> list[Measurement]:
    lock = workspace.directory / "requirements.lock.txt"
    text = lock.read_text()
    older = pins((workspace.directory / "older.lock.txt").read_text())[name]
    if older == pins(text)[name]:
        raise BenchError(f"{lock}: expected another pin of {name} than {older!r}, got the same")
    before = _blobs(workspace)
    session.say(f"building with {older.split()[0]}")
    lock.write_text(text.replace(pins(text)[name], older))
    try:
        workspace.build("//:big_image_base")
        new = {digest: size for digest, size in _blobs(workspace).items() if digest not in before}
        layers = read_layers(workspace, "big_layers")
    finally:
        lock.write_text(text)
    workspace.build("//:big_image_base")
    (its_layer,) = (layer for layer in layers if name in layer.packages)
    in_layers = sum(new.get(layer.digest, 0) for layer in layers)
    command = f"bazel build //:big_image_base  # with {older.split()[0]}"
    return [
        _bytes(f"{name}: its layer", "", its_layer.size),
        _bytes(f"{name}: new layers", command, in_layers),
        _bytes(f"{name}: new blobs", command, sum(new.values())),
    ]


def _bytes(name: str, command: str, size: int) -> Measurement:
    return Measurement(name=name, command=command, unit="bytes", samples=[size])


def _run(session: Session) -> Outcome:
    workspace = session.big()
    workspace.build("//:big_image_base")
    measured = [each for name in (_SMALL, _MIDDLE) for each in _bump(session, workspace, name)]
    return Outcome(measurements=measured, goals=_GOALS, remarks=_REMARKS)


PART = Part(
    name="bump-one-wheel",
    title="Bump of one wheel, `big`, within budget",
    how="bytes of new blobs, against that wheel's layer",
    minutes=2,
    run=_run,
)
