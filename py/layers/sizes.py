"""`layers sizes`: what a test says of the sizes of an image's layers."""

from __future__ import annotations

import functools

from layers.arguments import Command, Option, parse
from layers.errors import CheckError, raise_all
from layers.graph import Graph
from layers.listings import read_listing
from layers.measured import Measured, layers_named, measure
from layers.plans import read_record, read_records
from layers.record import Record
from layers.records import ORIGINS, Plan, SizeLimits, Target
from layers.verdicts import write_verdict

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from layers.errors import LayersError

_COMMAND = Command(
    name="sizes",
    summary="tells which layers of an image are larger than they may be",
    options=(
        Option(name="--plan", meaning="JSON: Plan, the layers in order"),
        Option(name="--limits", meaning="JSON: SizeLimits"),
        Option(
            name="--targets", meaning="JSON lines: Target, all the binary reaches", required=False
        ),
        Option(name="--out", meaning="text to write: what is too large; empty: nothing"),
    ),
)

EACH_LAYER = "*"
"""The name of a limit that holds for every layer alone."""

_SHOWN_FILES = 5


def run(argv: Sequence[str]) -> None:
    """Writes what is larger than its limit.

    Args:
        argv: the arguments of the command.

    Raises:
        LayersError: if the output could not be written.
    """
    options = parse(_COMMAND, argv)
    write_verdict(options["out"], lambda: _judge(options))


def _judge(options: Mapping[str, str]) -> None:
    plan, limits = read_record(Plan, options["plan"]), read_record(SizeLimits, options["limits"])
    targets = read_records(Target, options["targets"]) if options["targets"] else ()
    over = functools.partial(_over, _Told(limits=limits, graph=Graph(plan.binary, targets)))
    measured = measure(plan.layers)
    packages = measure(limits.members)
    problems: list[LayersError] = []
    if limits.max_bytes:
        edit = f"`max_bytes` of {limits.label}"
        problems += over("the image", measured, most=limits.max_bytes, edit=edit)
    for limit in limits.limits:
        edit = f"`max_layer_bytes[{limit.name!r}]` of {limits.label}"
        if limit.name == EACH_LAYER:
            for one in measured:
                problems += over(one.name, (one,), most=limit.max_bytes, edit=edit)
            continue
        found = layers_named(limit.name, measured, packages)
        if not found and limit.name not in ORIGINS:
            problems.append(_unknown(limit.name, limits.label, measured, packages))
        problems += over(limit.name, found, most=limit.max_bytes, edit=edit)
    raise_all(problems)


class _Told(Record):
    """What every error tells of."""

    limits: SizeLimits
    graph: Graph


def _over(
    told: _Told, name: str, layers: Sequence[Measured], *, most: int, edit: str
) -> Iterator[CheckError]:
    """Yields the error of layers that together are larger than they may be."""
    limits = told.limits
    compressed = limits.compressed
    size = sum(one.size if compressed else one.content_size for one in layers)
    if size > most:
        yield CheckError(
            f"{limits.label}: expected at most {most:,} bytes "
            f"{'compressed' if compressed else 'of files'} in {name}, got {size:,}",
            evidence=[*_largest(layers), *_chain(told.graph, layers)],
            fix=f"Drop what is large from {name}, or raise {edit} to {size} or more.",
        )


def _largest(layers: Sequence[Measured]) -> Iterator[str]:
    entries = [
        (entry.size, entry.dest)
        for one in layers
        for entry in read_listing(one.listing).entries
        if entry.type == "file"
    ]
    yield (
        f"{sum(one.file_count for one in layers):,} files and links, "
        f"{sum(one.content_size for one in layers):,} bytes, the largest:"
    )
    largest = sorted(entries, key=lambda entry: (-entry[0], entry[1]))[:_SHOWN_FILES]
    width = max((len(f"{size:,}") for size, _ in largest), default=0)
    for size, dest in largest:
        yield f"  {size:{width},}  {dest}"


def _chain(graph: Graph, layers: Sequence[Measured]) -> Iterator[str]:
    """Yields how what is too large comes into the image, where that is one target."""
    labels = {one.label for one in layers}
    chain = graph.chain(next(iter(labels))) if len(labels) == 1 else []
    if len(chain) > 1:
        yield " → ".join(chain)


def _unknown(
    name: str, label: str, layers: Sequence[Measured], packages: Sequence[Measured]
) -> CheckError:
    names = sorted({one.name for one in (*layers, *packages)})
    return CheckError(
        f"{label}: expected an origin, a package or a layer of the image in `max_layer_bytes`, "
        f"got {name!r}",
        evidence=[
            f"origins: {', '.join(ORIGINS)}",
            f"packages and layers: {', '.join(names)}",
            f"every layer alone: {EACH_LAYER}",
        ],
        fix="Name one of these, or drop the limit: the image does not hold that.",
    )
